from django.urls import path

from .views import asking, experts, lists, question

app_name = "qa"
urlpatterns = [
    path("questions/", lists.questions, name="questions"),
    path("questions/ask/", asking.ask, name="ask"),
    path("questions/ask/similar/", asking.similar, name="similar"),
    path("questions/experts/", experts.experts, name="experts"),
    path("questions/experts/dismiss/", experts.dismiss, name="dismiss_expert"),
    path("s/<slug:slug>/questions/", lists.of_space, name="of_space"),
    path("q/<id:item_id>/", question.question, name="question_short"),
    path("q/<id:item_id>/answer/", question.answer, name="answer"),
    path("q/<id:item_id>/invite/", question.invite, name="invite"),
    path("q/<id:item_id>/duplicate/", question.duplicate, name="duplicate"),
    path("q/<id:item_id>/<str:words>/", question.question, name="question"),
    path("answers/<id:item_id>/<slug:verb>/", question.mark, name="mark"),
]

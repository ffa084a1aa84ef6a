from django.urls import path

from . import views

app_name = "moderation"
urlpatterns = [
    path("moderation/", views.desk, name="desk"),
    path("moderation/<id:report_id>/", views.answer, name="answer"),
    path("moderation/mine/", views.mine, name="mine"),
    path("moderation/rules/", views.rules, name="rules"),
]

from django.urls import path

from .views import audience, carrying, lists, planning, reports, writing

app_name = "campaigns"
urlpatterns = [
    path("campaigns/", lists.campaigns, name="campaigns"),
    path("campaigns/new/", planning.new, name="new"),
    path("campaigns/keepers/", planning.keepers, name="keepers"),
    path("campaigns/<id:pk>/", lists.campaign, name="campaign"),
    path("campaigns/<id:pk>/edit/", planning.edit, name="edit"),
    path("campaigns/<id:pk>/go-on/", planning.go_on, name="go_on"),
    path("campaigns/<id:pk>/under-way/", planning.work, name="work"),
    path("campaigns/<id:pk>/texts/<str:kind>/", planning.text, name="text"),
    path("campaigns/<id:pk>/texts/<str:kind>/approve/", planning.approve, name="approve"),
    path("campaigns/<id:pk>/outcomes/", planning.outcomes, name="outcomes"),
    path("campaigns/<id:pk>/posters.pdf", reports.posters, name="posters"),
    path("campaigns/<id:pk>/data.csv", reports.data, name="data"),
    path("campaigns/<id:pk>/advocate/", carrying.advocate, name="advocate"),
    path("campaigns/<id:pk>/advocate/answer/", carrying.answer, name="answer"),
    path("campaigns/<id:pk>/advocate/words/", carrying.words, name="words"),
    path("campaigns/<id:pk>/advocate/share/", carrying.share, name="share"),
    path("campaigns/<id:pk>/advocate/calendar/", carrying.calendar, name="calendar"),
    path("campaigns/<id:pk>/workshop/", writing.workshop, name="workshop"),
    path("campaigns/<id:pk>/workshop/new/", writing.write, name="write"),
    path("campaigns/<id:pk>/workshop/adopt/<id:item_id>/", writing.adopt, name="adopt"),
    path("campaigns/drafts/<id:item_id>/", writing.draft, name="draft"),
    path("campaigns/drafts/<id:item_id>/suggest/", writing.suggest, name="suggest"),
    path("campaigns/suggestions/<id:proposal_id>/", writing.suggestion, name="suggestion"),
    path("campaigns/<id:pk>/read/", audience.read, name="read"),
    path("campaigns/<id:pk>/in/", audience.sign_up, name="sign_up"),
    path("campaigns/<id:pk>/questions/", audience.questions, name="questions"),
    path("campaigns/life/<id:item_id>/", reports.life, name="life"),
    path("c/<str:token>/", audience.come, name="come"),
]

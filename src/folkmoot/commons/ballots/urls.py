from django.urls import path

from . import views

app_name = "ballots"
urlpatterns = [
    path("ballots/", views.overview, name="overview"),
    path("ballots/<id:pk>/", views.ballot, name="ballot"),
    path("ballots/<id:pk>/vote/", views.vote, name="vote"),
    path("ballots/<id:pk>/change/", views.change, name="change"),
    path("ballots/<id:pk>/delegate/", views.delegate, name="delegate"),
    path("ballots/<id:pk>/receipt/", views.receipt, name="receipt"),
    path("ballots/<id:pk>/recount/", views.recount, name="recount"),
    path("ballots/<id:pk>/box.txt", views.box_file, name="box"),
]

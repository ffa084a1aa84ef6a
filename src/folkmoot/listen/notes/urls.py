from django.urls import path

from . import views

app_name = "notes"
urlpatterns = [
    path("n/<id:item_id>/", views.note, name="note"),
    path("n/<id:item_id>/poll/", views.vote, name="vote"),
    path("n/<id:item_id>/poll/end/", views.end_poll, name="end_poll"),
    path("notes/new/", views.write, name="new"),
]

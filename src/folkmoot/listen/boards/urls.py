from django.urls import path

from . import views

app_name = "boards"
urlpatterns = [
    path("threads/", views.threads, name="threads"),
    path("threads/new/", views.start, name="start"),
    path("s/<slug:slug>/threads/", views.of_space, name="of_space"),
    path("t/<id:item_id>/", views.thread, name="thread_short"),
    path("t/<id:item_id>/<str:words>/", views.thread, name="thread"),
]

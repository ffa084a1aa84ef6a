from django.urls import path

from . import views

app_name = "search"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/palette/", views.palette, name="palette"),
    path("search/save/", views.save, name="save"),
    path("search/saved/<id:search_id>/forget/", views.forget, name="forget"),
]

from django.urls import path

from . import views

app_name = "content"
urlpatterns = [
    path("i/<id:item_id>/", views.item, name="item"),
    path("tags/<str:name>/", views.tag, name="tag"),
]

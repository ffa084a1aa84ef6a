from django.urls import path

from . import views

app_name = "credit"
urlpatterns = [
    path("credit/", views.overview, name="overview"),
    path("credit/how/", views.how, name="how"),
    path("credit/export/", views.export, name="export"),
    path("credit/keys/", views.keys, name="keys"),
    path("credit/keys/<slug:key>.pem", views.key, name="key"),
    path("credit/badges/", views.badges, name="badges"),
    path("credit/badges/new/", views.new_badge, name="new_badge"),
    path("credit/badges/hide/", views.hide, name="hide"),
    path("credit/badges/<slug:key>/", views.badge, name="badge"),
    path("i/<id:item_id>/credit/", views.trail, name="trail"),
    path("@<str:username>/credit/", views.of_person, name="of_person"),
]

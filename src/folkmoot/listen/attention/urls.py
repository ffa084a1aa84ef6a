from django.urls import path

from .views import intake, pages

app_name = "attention"
urlpatterns = [
    # A plain name: blockers look for words like "track" and "beacon".
    path("reading/", intake.take, name="take"),
    path("settings/time/", pages.mine, name="mine"),
    path("settings/time/choose/", pages.choose, name="choose"),
    path("settings/time/forget/", pages.forget, name="forget"),
    path("attention/", pages.house, name="house"),
    path("s/<slug:slug>/attention/", pages.of_space, name="of_space"),
]

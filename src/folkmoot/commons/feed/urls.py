from django.urls import path

from . import views

app_name = "feed"
urlpatterns = [
    path("", views.home, name="home"),
    path("feed/new/", views.new, name="new"),
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/bell/", views.bell, name="bell"),
    path("notifications/read/", views.read, name="read"),
    path("notifications/<id:notification_id>/", views.follow, name="follow"),
    path("notifications/settings/", views.preferences, name="preferences"),
    path("notifications/stop/<str:token>/", views.unsubscribe, name="unsubscribe"),
]

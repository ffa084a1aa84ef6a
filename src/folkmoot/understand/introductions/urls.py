from django.urls import path

from . import views

app_name = "introductions"
urlpatterns = [
    path("introductions/", views.mine, name="mine"),
    path("introductions/join/", views.join, name="join"),
    path("introductions/leave/", views.leave, name="leave"),
    path("introductions/outside/", views.outside, name="outside"),
    path("introductions/measured/", views.measured, name="measured"),
    path("introductions/steps/<id:step_id>/", views.step, name="step"),
    path("introductions/steps/<id:step_id>/calendar/", views.calendar, name="calendar"),
    path("introductions/<id:suggestion_id>/follow/", views.follow, name="follow"),
    path("introductions/<id:suggestion_id>/answer/", views.answer, name="answer"),
    path("introductions/<id:suggestion_id>/ask/", views.ask, name="ask"),
    path("introductions/<id:suggestion_id>/coffee/", views.coffee, name="coffee"),
]

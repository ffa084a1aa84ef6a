from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("ui/", views.style_page, name="style_page"),
    path("ui/portrait/<str:seed>.svg", views.show_portrait, name="portrait"),
    path("ui/diagram/", views.diagram, name="diagram"),
    path("ui/theme/", views.choose_theme, name="choose_theme"),
]

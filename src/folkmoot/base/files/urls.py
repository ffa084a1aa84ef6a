from django.urls import path

from . import views

app_name = "files"
urlpatterns = [path("files/<id:file_id>/<str:name>", views.file, name="file")]

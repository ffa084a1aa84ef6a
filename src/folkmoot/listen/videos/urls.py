from django.urls import path

from .views import bringing, uploading, watching

app_name = "videos"
urlpatterns = [
    path("videos/", watching.videos, name="videos"),
    path("videos/new/", bringing.new, name="new"),
    path("videos/uploads/", uploading.begin, name="begin"),
    path("videos/uploads/<id:upload_id>/", uploading.upload, name="upload"),
    path("s/<slug:slug>/videos/", watching.of_space, name="of_space"),
    path("@<str:username>/videos/", watching.of_person, name="of_person"),
    path("v/<id:item_id>/", watching.video, name="video_short"),
    path("v/<id:item_id>/place/", watching.place, name="place"),
    path("v/<id:item_id>/captions/", bringing.captions, name="captions"),
    path("v/<id:item_id>/captions/<slug:language>.vtt", bringing.vtt, name="vtt"),
    path("v/<id:item_id>/<str:words>/", watching.video, name="video"),
]

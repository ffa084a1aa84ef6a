from django.urls import path

from .views import reading, writing

app_name = "blogs"
urlpatterns = [
    path("articles/", reading.articles, name="articles"),
    path("articles/new/", writing.write, name="write"),
    path("articles/series/new/", writing.start_series, name="start_series"),
    path("articles/series/<id:series_id>/", reading.series, name="series"),
    path("articles/series/<id:series_id>/order/", writing.arrange, name="arrange"),
    path("s/<slug:slug>/articles/", reading.of_space, name="of_space"),
    path("@<str:username>/articles/", reading.of_person, name="of_person"),
    path("a/<id:item_id>/", reading.article, name="article_short"),
    path("a/<id:item_id>/edit/", writing.rewrite, name="rewrite"),
    path("a/<id:item_id>/<str:words>/", reading.article, name="article"),
]

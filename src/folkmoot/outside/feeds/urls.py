from django.urls import path

from . import views

app_name = "feeds"
urlpatterns = [
    path("feeds/articles.<str:form>", views.articles, name="articles"),
    path("feeds/people/<str:username>.<str:form>", views.of_person, name="of_person"),
    path("feeds/communities/<slug:slug>.<str:form>", views.of_space, name="of_space"),
    path("feeds/series/<id:series_id>.<str:form>", views.series, name="series"),
]

from django.urls import path

from .views import directory, inviting, members, settings, space

app_name = "spaces"
urlpatterns = [
    path("communities/", directory.directory, name="directory"),
    path("communities/new/", directory.create, name="create"),
    path("invitations/", inviting.mine, name="invitations"),
    path("invitations/<id:invitation_id>/", inviting.answer, name="answer_invitation"),
    path("communities/join/<str:token>/", inviting.link, name="link"),
    path("s/<slug:slug>/", space.space, name="space"),
    path("s/<slug:slug>/about/", space.about, name="about"),
    path("s/<slug:slug>/join/", space.join, name="join"),
    path("s/<slug:slug>/withdraw/", space.withdraw_request, name="withdraw_request"),
    path("s/<slug:slug>/follow/", space.follow, name="follow"),
    path("s/<slug:slug>/leave/", space.leave, name="leave"),
    path("s/<slug:slug>/members/", members.members, name="members"),
    path("s/<slug:slug>/members.csv", settings.export, name="export"),
    path("s/<slug:slug>/members/<id:person_id>/", members.change_role, name="change_role"),
    path("s/<slug:slug>/requests/", members.requests, name="requests"),
    path("s/<slug:slug>/requests/<id:person_id>/", members.answer_request, name="answer_request"),
    path("s/<slug:slug>/invite/", inviting.invite, name="invite"),
    path("s/<slug:slug>/invite/link/", inviting.make_link, name="make_link"),
    path("s/<slug:slug>/invite/<id:invitation_id>/withdraw/", inviting.withdraw, name="withdraw_invitation"),
    path("s/<slug:slug>/settings/", settings.edit, name="edit"),
    path("s/<slug:slug>/settings/archive/", settings.archive, name="archive"),
    path("s/<slug:slug>/settings/official/", settings.official, name="official"),
    path("s/<slug:slug>/statistics/", settings.statistics, name="statistics"),
]

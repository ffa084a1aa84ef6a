from django.urls import path

from .views import chart, directory, editing, entry, own, profile, ties

app_name = "people"
urlpatterns = [
    path("people/", directory.directory, name="directory"),
    path("people/named/", directory.named, name="named"),
    path("people/chart/", chart.chart, name="chart"),
    path("people/chart/<id:unit_id>/", chart.unit, name="unit"),
    path("people/requests/", ties.requests, name="requests"),
    path("people/requests/<id:connection_id>/<slug:verb>/", ties.answer, name="answer"),
    path("join/<str:token>/", entry.join, name="join"),
    path("waiting/", entry.waiting, name="waiting"),
    path("claim/<str:token>/", entry.claim, name="claim"),
    path("settings/", editing.settings, name="settings"),
    path("settings/profile/", editing.profile, name="edit_profile"),
    path("settings/picture/", editing.picture, name="edit_picture"),
    path("settings/skills/", editing.skills, name="edit_skills"),
    path("settings/account/", editing.account, name="edit_account"),
    path("settings/privacy/", editing.privacy, name="edit_privacy"),
    path("settings/kept-away/", editing.kept_away, name="kept_away"),
    path("settings/data/", own.data, name="own_data"),
    path("settings/data/export.zip", own.export, name="export"),
    path("settings/data/delete/", own.erase, name="erase"),
    path("settings/sessions/<int:session_id>/end/", own.end_session, name="end_session"),
    path("@<str:username>/", profile.profile, name="profile"),
    path("@<str:username>/ties/<slug:which>/", ties.tied, name="tied"),
    path("@<str:username>/tie/<slug:verb>/", ties.change, name="tie"),
    path("@<str:username>/skills/<id:skill_id>/endorse/", ties.endorse, name="endorse"),
]

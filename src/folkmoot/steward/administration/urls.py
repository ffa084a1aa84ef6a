from django.urls import path

from .views import people, site

app_name = "administration"
urlpatterns = [
    path("administration/", site.settings, name="settings"),
    path("administration/people/", people.people, name="people"),
    path("administration/people/<id:person_id>/", people.person, name="person"),
    path("administration/people/<id:person_id>/<slug:verb>/", people.change, name="change"),
    path("administration/waiting/", people.waiting, name="waiting"),
    path("administration/invitations/", people.invitations, name="invitations"),
    path("administration/fields/", site.fields, name="fields"),
    path("administration/fields/<id:field_id>/", site.fields, name="field"),
    path("administration/units/", site.units, name="units"),
    path("administration/units/<id:unit_id>/", site.units, name="unit"),
]

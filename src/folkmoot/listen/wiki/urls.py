from django.urls import path

from .views import arranging, bringing, reading, remarking, reviewing, taking, writing

app_name = "wiki"
urlpatterns = [
    path("s/<slug:slug>/wiki/", reading.home, name="home"),
    path("s/<slug:slug>/wiki/branch/", reading.branch, name="branch"),
    path("s/<slug:slug>/wiki/changes/", reading.changes, name="changes"),
    path("s/<slug:slug>/wiki/wanted/", reading.wanted, name="wanted"),
    path("s/<slug:slug>/wiki/templates/", reading.templates, name="templates"),
    path("s/<slug:slug>/wiki/page/<str:name>/", reading.by_name, name="by_name"),
    path("s/<slug:slug>/wiki/new/", writing.new, name="new"),
    path("s/<slug:slug>/wiki/preview/", writing.preview, name="preview"),
    path("s/<slug:slug>/wiki/rules/", arranging.rules, name="rules"),
    path("s/<slug:slug>/wiki/reviews/", reviewing.desk, name="desk"),
    path("s/<slug:slug>/wiki/import/", bringing.bring, name="import"),
    path("s/<slug:slug>/wiki/export/<slug:form>/", taking.export_tree, name="export_tree"),
    path("proposals/<str:key>/", reviewing.proposal, name="proposal"),
    path("proposals/<str:key>/edit/", writing.edit_proposal, name="edit_proposal"),
    path("w/<id:item_id>/", reading.page, name="page_short"),
    path("w/<id:item_id>/edit/", writing.edit, name="edit"),
    path("w/<id:item_id>/move/", arranging.move, name="move"),
    path("w/<id:item_id>/care/", arranging.care, name="care"),
    path("w/<id:item_id>/links/", reading.links, name="links"),
    path("w/<id:item_id>/remark/", remarking.remark, name="remark"),
    path("w/<id:item_id>/outdated/", reviewing.outdated, name="outdated"),
    path("w/<id:item_id>/review/", reviewing.review, name="review"),
    path("w/<id:item_id>/export/<slug:form>/", taking.export, name="export"),
    path("w/<id:item_id>/<str:words>/", reading.page, name="page"),
]

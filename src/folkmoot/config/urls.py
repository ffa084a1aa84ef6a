"""Every room's addresses. Each room's `urls.py` says its whole paths, so that this list is only a list."""

from django.urls import include, path

from folkmoot.base.web.health import healthz

handler500 = "folkmoot.base.web.errors.server_error"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("account/", include("allauth.urls")),
    # Asked often and by an address of its own: before it, no other has to be looked through.
    path("", include("folkmoot.commons.search.urls")),
    path("", include("folkmoot.base.ui.urls")),
    path("", include("folkmoot.base.files.urls")),
    path("", include("folkmoot.steward.administration.urls")),
    path("", include("folkmoot.engage.campaigns.urls")),
    path("", include("folkmoot.understand.network.urls")),
    path("", include("folkmoot.acknowledge.credit.urls")),
    path("", include("folkmoot.understand.introductions.urls")),
    path("", include("folkmoot.acknowledge.recognition.urls")),
    path("", include("folkmoot.listen.notes.urls")),
    path("", include("folkmoot.listen.boards.urls")),
    path("", include("folkmoot.listen.qa.urls")),
    path("", include("folkmoot.listen.blogs.urls")),
    path("", include("folkmoot.listen.ideas.urls")),
    path("", include("folkmoot.listen.wiki.urls")),
    path("", include("folkmoot.listen.videos.urls")),
    path("", include("folkmoot.listen.attention.urls")),
    path("", include("folkmoot.outside.feeds.urls")),
    path("", include("folkmoot.commons.people.urls")),
    path("", include("folkmoot.commons.spaces.urls")),
    path("", include("folkmoot.commons.content.urls")),
    path("", include("folkmoot.commons.feed.urls")),
    path("", include("folkmoot.commons.ballots.urls")),
    path("", include("folkmoot.steward.moderation.urls")),
]

"""Every room's addresses. Each room's `urls.py` says its whole paths, so that this list is only a list."""

from django.urls import include, path

from folkmoot.base.web.addresses import room
from folkmoot.base.web.health import healthz

handler500 = "folkmoot.base.web.errors.server_error"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("account/", include("allauth.urls")),
    room("folkmoot.commons.search.urls"),
    room("folkmoot.base.ui.urls"),
    room("folkmoot.base.files.urls"),
    room("folkmoot.steward.administration.urls"),
    room("folkmoot.engage.campaigns.urls"),
    room("folkmoot.understand.network.urls"),
    room("folkmoot.acknowledge.credit.urls"),
    room("folkmoot.understand.introductions.urls"),
    room("folkmoot.acknowledge.recognition.urls"),
    room("folkmoot.listen.notes.urls"),
    room("folkmoot.listen.boards.urls"),
    room("folkmoot.listen.qa.urls"),
    room("folkmoot.listen.blogs.urls"),
    room("folkmoot.listen.ideas.urls"),
    room("folkmoot.listen.wiki.urls"),
    room("folkmoot.listen.videos.urls"),
    room("folkmoot.listen.attention.urls"),
    room("folkmoot.outside.feeds.urls"),
    room("folkmoot.commons.people.urls"),
    room("folkmoot.commons.spaces.urls"),
    room("folkmoot.commons.content.urls"),
    room("folkmoot.commons.feed.urls"),
    room("folkmoot.commons.ballots.urls"),
    room("folkmoot.steward.moderation.urls"),
]

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VideosConfig(AppConfig):
    name = "folkmoot.listen.videos"
    label = "videos"

    def ready(self) -> None:
        from django.urls import reverse

        from folkmoot.base import navigation, outbox
        from folkmoot.base.files import access
        from folkmoot.base.site import settings as site
        from folkmoot.commons.content import deeds, kinds
        from folkmoot.commons.people import panels
        from folkmoot.commons.spaces import tabs

        from . import queries, telling
        from .deeds import DEEDS

        deeds.declare(*DEEDS)
        telling.register()
        kinds.register(
            kinds.Kind(
                name="video",
                label=_("Video"),
                label_plural=_("Videos"),
                icon="clapperboard",
                page_url=lambda item: kinds.titled_url("videos:video", item.id, item.title),
                card_template="videos/card.html",
                whole_template="videos/whole.html",
                compose_url=lambda slug: reverse("videos:new") + (f"?space={slug}" if slug else ""),
                load_extra=queries.films_of,
                words=queries.words_of,
                has_own_door=True,
                schema="VideoObject",
            )
        )
        access.register(queries.may_read_file)
        outbox.subscribe(
            "videos.prepare", names=("videos.video.brought",), handler="folkmoot.listen.videos.tasks.order_preparing"
        )
        tabs.register(_("Videos"), "videos:of_space", "video", order=45)
        panels.register(
            panels.Panel("videos", _("Videos"), lambda username: reverse("videos:of_person", args=[username]), 45)
        )
        navigation.add(navigation.Place(_("Videos"), "videos:videos", "clapperboard", 55, is_primary=False))
        group = _("Videos")
        site.declare(
            site.Setting("videos.file_employees", _("Largest video of an employee, in MB"), 4096, group=group),
            site.Setting("videos.share_employees", _("All videos of an employee, in MB"), 51200, group=group),
            site.Setting("videos.file_others", _("Largest video of anybody else, in MB"), 512, group=group),
            site.Setting("videos.share_others", _("All videos of anybody else, in MB"), 2048, group=group),
            site.Setting("videos.longest_minutes", _("Longest video, in minutes"), 240, group=group),
        )

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "folkmoot.commons.search"
    label = "search"

    def ready(self) -> None:
        from folkmoot.base import outbox

        outbox.subscribe(
            "search.index",
            names=(
                "content.item.published", "content.item.republished", "content.item.edited",
                "content.item.moved", "content.item.audience_changed",
                "content.item.unpublished", "content.item.hidden", "content.item.unhidden", "content.item.deleted",
                "content.item.undeleted", "content.item.imported", "content.reply.*", "content.tag.*",
                "content.words.changed",
                "people.person.*", "people.profile.*", "people.claim.*",
                "spaces.space.made", "spaces.space.edited", "spaces.space.archived", "spaces.space.restored",
            ),
            handler="folkmoot.commons.search.tasks.index",
        )  # fmt: skip

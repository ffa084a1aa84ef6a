from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpacesConfig(AppConfig):
    name = "folkmoot.commons.spaces"
    label = "spaces"

    def ready(self) -> None:
        from folkmoot.base import navigation, outbox
        from folkmoot.base.files import access
        from folkmoot.base.site.settings import Setting, declare
        from folkmoot.commons.people import acquaintance

        from . import frame, meeting, queries, tabs, viewer

        acquaintance.register("spaces", meeting.fellow_members)
        access.register(queries.may_see_cover)
        declare(
            Setting(
                "spaces.who_may_create",
                label=_("Who may start a community"),
                default="employees",
                choices=[
                    ("everyone", _("Everyone signed in")),
                    ("employees", _("Employees")),
                    ("administrators", _("Administrators")),
                ],
                group=_("Communities"),
            )
        )
        navigation.add(navigation.Place(_("Communities"), "spaces:directory", "users", order=20))
        navigation.add_frame(frame.waiting_invitation)
        navigation.add_frame(frame.my_communities)
        viewer.bring("invitations", frame.WAITING)
        viewer.bring("communities", frame.COMMUNITIES)
        tabs.register(_("Home"), "spaces:space", order=0)
        tabs.register(_("Members"), "spaces:members", order=90)
        tabs.register(_("About"), "spaces:about", order=95)
        outbox.subscribe(
            "spaces.letters",
            names=("spaces.invitation.sent",),
            handler="folkmoot.commons.spaces.tasks.send_invitations",
        )

"""The last step of every way in. Apart from `accounts`: allauth's stages cannot be imported while it starts."""

from allauth.account.models import EmailAddress
from allauth.account.stages import LoginStage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from folkmoot.base.clock import now

from . import actions


class ArrivalStage(LoginStage):  # type: ignore[misc]
    """The last step of every way in: the e-mail is confirmed, so a newcomer is in, or waits to be let in."""

    key = "people_arrival"
    urlname = "people:waiting"

    def is_resumable(self, request: HttpRequest) -> bool:
        return False

    def handle(self) -> tuple[HttpResponse | None, bool]:
        person = self.login.user
        if person.claimed_at is None:
            confirmed = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary").first()
            if confirmed is None:
                return HttpResponseRedirect(reverse("account_login")), False
            person = actions.arrive(person=person, email=confirmed.email, at=now())
        if not person.is_approved:
            return HttpResponseRedirect(reverse("people:waiting")), False
        return None, True

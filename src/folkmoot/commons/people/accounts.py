"""How people come in: allauth's adapter and form under this site's rules."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from folkmoot.base.clock import now
from folkmoot.base.site import settings as site
from folkmoot.base.ui.context import THEME_COOKIE

from . import actions, logic, luggage
from .actions.joining import usable_invitation
from .models import SiteInvitation

INVITATION_KEY = "people.invitation"
_A_YEAR = 60 * 60 * 24 * 365


class SignupForm(forms.Form):
    """What a sign-up asks besides allauth's own fields; allauth derives its form from this one."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
        help_text=_("As others should see it."),
    )
    # Filled in by the page's script; nobody types it, so a wrong one is no error.
    timezone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-zone-guess": ""}))
    field_order = ["name", "username", "email", "password1"]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not name:
            raise ValidationError(_("Please tell us your name."))
        return name

    def signup(self, request: HttpRequest, user: Any) -> None:
        """allauth calls this once the account is stored."""
        brought, zone = luggage.packed(request), self.cleaned_data["timezone"]
        actions.sign_up(person=user, invitation=invitation_in(request), luggage=brought, timezone=zone, at=now())


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("That e-mail address or password is not right."),
        "username_password_mismatch": _("That user name or password is not right."),
        "too_many_login_attempts": _("Too many attempts. Please wait five minutes, or reset your password."),
        "username_taken": _("Somebody has this user name already. Please choose another."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return site.get("people.signup") != "invitation" or invitation_in(request) is not None

    def clean_email(self, email: str) -> str:
        """By domain, addresses of other domains are refused, unless invited. Says nothing of existing accounts."""
        invitation = invitation_in(self.request) if self.request else None
        if invitation is not None:
            if invitation.email and invitation.email != email.lower():
                raise ValidationError(_("This invitation was sent to another address. Please use that one."))
            return email
        is_signup = self.request is not None and self.request.path == reverse("account_signup")
        if is_signup and site.get("people.signup") == "domain":
            domains = [*site.get("people.signup_domains"), *site.get("people.employee_domains")]
            if not logic.is_in_domains(email, domains):
                raise ValidationError(
                    _("Only addresses at %(domains)s can sign up here.") % {"domains": ", ".join(domains)}
                )
        return email

    def clean_username(self, username: str, shallow: bool = False) -> str:
        return super().clean_username(username.strip().lower(), shallow)

    def new_user(self, request: HttpRequest) -> Any:
        person = super().new_user(request)
        person.joined_at = now()
        person.is_approved = False  # Until the e-mail is confirmed: see actions.arrive.
        person.language = getattr(request, "LANGUAGE_CODE", "en")[:10]
        return person

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.name = form.cleaned_data.get("name") or form.cleaned_data["username"]
        user.sort_name = logic.sort_name(user.name)
        return super().save_user(request, user, form, commit)

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        luggage.unpack(request, user)
        return wear(super().post_login(request, user, **options), user)

    def get_login_stages(self) -> list[str]:
        return [*super().get_login_stages(), "folkmoot.commons.people.arrival.ArrivalStage"]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By account and address: whoever guesses at an account locks themselves out of it, not its owner.
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"


def wear(response: HttpResponse, person: Any) -> HttpResponse:
    """This will have the browser ask for the person's language and look from now on."""
    for name, value in ((settings.LANGUAGE_COOKIE_NAME, person.language), (THEME_COOKIE, person.theme)):
        response.set_cookie(name, value, max_age=_A_YEAR, samesite="Lax", secure=settings.IS_SECURE)
    return response


def invitation_in(request: HttpRequest) -> SiteInvitation | None:
    """The invitation this visitor came by, while it holds."""
    token = request.session.get(INVITATION_KEY)
    return usable_invitation(token, now()) if token else None


def confirm_on_signal(sender: Any, email_address: EmailAddress, **rest: Any) -> None:
    """allauth tells by its signal alone that an address is confirmed: the newcomer need not sign in to be in."""
    actions.arrive(person=email_address.user, email=email_address.email, at=now())

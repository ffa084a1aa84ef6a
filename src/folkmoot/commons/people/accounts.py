"""How people come in: allauth's adapter under this site's rules."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from folkmoot.base.clock import now


class AccountAdapter(DefaultAccountAdapter):
    def new_user(self, request: HttpRequest) -> Any:
        person = super().new_user(request)
        person.joined_at = person.claimed_at = now()
        return person

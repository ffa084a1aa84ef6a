"""What all pages of campaigns have in common: they are for those who work here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from folkmoot.commons.content.models import Item, Proposal
from folkmoot.commons.content.views.acting import to_sign_in

from .. import policy
from ..keepers import is_keeper
from ..models import Arm, Campaign
from ..refusals import SignInFirst

_ABSENT = (Campaign.DoesNotExist, Arm.DoesNotExist, Item.DoesNotExist, Proposal.DoesNotExist)
View = Callable[..., HttpResponse]


def found(view: View) -> View:
    """What is hidden is not found."""

    @wraps(view)
    def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except SignInFirst:
            return to_sign_in(request)
        except _ABSENT:
            raise Http404 from None

    return show


def for_colleagues(view: View) -> View:
    """Strangers are sent to sign in; for people from outside the page is not there."""

    @wraps(view)
    def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.viewer.is_guest:
            return to_sign_in(request)
        if not policy.may_take_part(request.viewer):
            raise Http404
        return view(request, *args, **kwargs)

    return found(show)


def for_keepers(view: View) -> View:
    @wraps(view)
    def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_keeper(request.viewer):
            raise Http404
        return view(request, *args, **kwargs)

    return for_colleagues(show)

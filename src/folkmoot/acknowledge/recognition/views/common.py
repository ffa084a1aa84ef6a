"""What all pages of recognition have in common: they are for those who work here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from folkmoot.commons.content.models import Item
from folkmoot.commons.content.views.acting import to_sign_in

from .. import policy
from ..keepers import is_keeper
from ..models import Kudos, Nomination, Redemption, Reward, Round, Value
from ..refusals import SignInFirst

_ABSENT = (
    Item.DoesNotExist, Kudos.DoesNotExist, Nomination.DoesNotExist, Redemption.DoesNotExist, Reward.DoesNotExist,
    Round.DoesNotExist, Value.DoesNotExist,
)  # fmt: skip


def for_colleagues(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Strangers are sent to sign in; for people from outside the page is not there; what is hidden is not found."""

    @wraps(view)
    def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.viewer.is_guest:
            return to_sign_in(request)
        if not policy.may_take_part(request.viewer):
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except SignInFirst:
            return to_sign_in(request)
        except _ABSENT:
            raise Http404 from None

    return show


def for_keepers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_keeper(request.viewer):
            raise Http404
        return view(request, *args, **kwargs)

    return for_colleagues(show)

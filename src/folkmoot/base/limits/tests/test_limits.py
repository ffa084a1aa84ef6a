from datetime import UTC, datetime, timedelta

import pytest

from folkmoot.base import limits
from folkmoot.base.limits.buckets import sweep
from folkmoot.base.limits.models import Bucket

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, tzinfo=UTC)


def test_take_refuses_when_the_bucket_is_empty_and_fills_again():
    for _ in range(3):
        limits.take("a", per_minute=3, at=AT)
    with pytest.raises(limits.TooMany) as refused:
        limits.take("a", per_minute=3, at=AT)
    assert refused.value.wait_seconds == 20
    limits.take("b", per_minute=3, at=AT)
    limits.take("a", per_minute=3, at=AT + timedelta(seconds=20))
    with pytest.raises(limits.TooMany):
        limits.take("a", per_minute=3, at=AT + timedelta(seconds=21))


def test_sweep_forgets_the_old():
    limits.take("a", per_minute=3, at=AT)
    assert sweep(before=AT + timedelta(days=1)) == 1
    assert not Bucket.objects.exists()


def test_too_many_is_a_page_that_says_when(rf):
    from folkmoot.base.limits.middleware import TooManyMiddleware

    request = rf.get("/")
    response = TooManyMiddleware(lambda r: None).process_exception(request, limits.TooMany(7))
    assert response.status_code == 429
    assert response["Retry-After"] == "7"

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from folkmoot.base.processes.jobs import order_once
from folkmoot.listen.notes.tasks import preview_link

pytestmark = pytest.mark.django_db


def test_a_job_is_ordered_once_and_the_transaction_around_lives_on():
    with transaction.atomic():
        for _ in range(3):
            order_once(preview_link, "preview:7", item_id=7)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    assert ProcrastinateJob.objects.filter(queueing_lock="preview:7").count() == 1

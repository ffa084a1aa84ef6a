"""The site's addresses, and more: where a writer can leave numbers, where somebody new comes in signed in, and where
a firm appears that has something for each kind of long job."""

from django.conf import settings
from django.contrib.auth import login
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from folkmoot.base.clock import now
from folkmoot.engage.campaigns import actions as campaigns
from folkmoot.engage.campaigns.models import Campaign
from folkmoot.engage.campaigns.tests import makers
from folkmoot.testing.makers import make_person, viewer
from folkmoot.understand.network import actions as network
from folkmoot.understand.network.models import Snapshot
from folkmoot.understand.network.tests.makers import chat, log


@csrf_exempt
def write(request, number):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO faults_written (number) VALUES (%s)", [number])
    return HttpResponse(str(number), content_type="text/plain")


@csrf_exempt
def arrive(request, name):
    login(request, make_person(username=name, name=name), backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponse(get_token(request), content_type="text/plain")


@csrf_exempt
def firm(request):
    """A network that was read once, with something new in it; campaigns that may begin, ask and be looked at."""
    keeper, other = makers.make_keeper(), makers.make_keeper()
    teams = makers.make_firm(units=6, size=10)
    makers.talk(teams, at=now())
    run = Snapshot.objects.filter(state="done").latest("begun_at")
    log(*chat(teams[0], at=now()))
    makers.offer(*teams[1])
    start = makers.make_campaign(keeper, ends_at=now() + makers.DAY)
    makers.write_and_approve(start, keeper, other)
    ask = makers.make_campaign(keeper, arms=("advocates", "nothing"), advocates_wanted=2)
    campaigns.prepare(viewer=viewer(keeper), campaign_id=ask.pk, at=makers.AT)
    look = makers.start(keeper, other, looks=1)
    return JsonResponse({"run": run.pk, "start": start.pk, "ask": ask.pk, "look": look.pk})


@csrf_exempt
def order(request):
    """Each of these jobs at once, as by the buttons."""
    network.order_run()
    for what in ("start", "ask", "look"):
        campaign = Campaign.objects.get(pk=request.POST[what])
        campaigns.order(viewer=viewer(campaign.made_by), campaign_id=campaign.pk, what=what, at=now())
    return HttpResponse()


urlpatterns = [
    path("faults/firm", firm),
    path("faults/order", order),
    path("faults/<int:number>", write),
    path("faults/arrive/<str:name>", arrive),
    path("", include("folkmoot.config.urls")),
]

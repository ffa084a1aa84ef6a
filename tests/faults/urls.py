"""The site's addresses, and two more: where a writer can leave numbers, and where somebody new comes in signed in."""

from django.conf import settings
from django.contrib.auth import login
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from folkmoot.testing.makers import make_person


@csrf_exempt
def write(request, number):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO faults_written (number) VALUES (%s)", [number])
    return HttpResponse(str(number), content_type="text/plain")


@csrf_exempt
def arrive(request, name):
    login(request, make_person(username=name, name=name), backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponse(get_token(request), content_type="text/plain")


urlpatterns = [
    path("faults/<int:number>", write),
    path("faults/arrive/<str:name>", arrive),
    path("", include("folkmoot.config.urls")),
]

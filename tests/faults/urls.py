from django.db import connection
from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def write(request, number):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO faults_written (number) VALUES (%s)", [number])
    return HttpResponse(str(number), content_type="text/plain")


urlpatterns = [path("faults/<int:number>", write), path("", include("folkmoot.config.urls"))]

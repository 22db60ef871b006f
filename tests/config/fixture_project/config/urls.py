import os

from django.http import HttpResponse
from django.urls import path
from guests.models import Guest


def sign_in(request):
    return HttpResponse(f"{Guest.objects.count()} guests, served by {os.getpid()}")


urlpatterns = [path("", sign_in)]

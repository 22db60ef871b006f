"""The product's addresses and a bare one: what a page costs beyond its SQL is measured against it."""

from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import path

from config.urls import *  # noqa: F403 - handlers too
from config.urls import urlpatterns as product

STATEMENTS: list = []  # [(sql, parameters)] of the page that is measured


def bare(request):
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, parameters in STATEMENTS:
            cursor.execute(sql, parameters)
            if cursor.description:
                cursor.fetchall()
    return HttpResponse(b"done")


urlpatterns = [*product, path("bare/", bare)]

"""No test is cleaned up after while the live server is still at one of its requests."""

import threading

import pytest
from django.core.signals import request_finished, request_started

from . import under_way


def test_the_end_of_a_test_waits_for_what_is_still_under_way():
    came, may_end, done = threading.Event(), threading.Event(), []

    def serve():
        request_started.send(None)
        came.set()
        may_end.wait()
        done.append("answered")
        request_finished.send(None)

    server = threading.Thread(target=serve)
    server.start()
    came.wait()
    threading.Timer(0.2, may_end.set).start()
    under_way.let_all_end()
    assert done == ["answered"]
    server.join()


@pytest.mark.django_db  # a request that starts looks at the connection of its thread
def test_what_the_test_asks_itself_is_none_of_it():
    request_started.send(None)
    assert under_way.let_all_end()

"""What the live server is still at: a page that is left sends its last words, and waits for no answer."""

import threading

from django.core.signals import request_finished, request_started

PATIENCE = 15  # seconds; who never answers is not waited for twice

_changed, _requests = threading.Condition(), []


def _is_served():
    return threading.current_thread() is not threading.main_thread()  # test clients ask in the thread of the test


def _started(**_):
    if _is_served():
        with _changed:
            _requests.append(threading.get_ident())


def _finished(**_):
    if _is_served():
        with _changed:
            if threading.get_ident() in _requests:  # else it was given up
                _requests.remove(threading.get_ident())
            _changed.notify_all()


def count():
    request_started.connect(_started)
    request_finished.connect(_finished)


def let_all_end():
    """Whether they did."""
    with _changed:
        ended = _changed.wait_for(lambda: not _requests, PATIENCE)
        _requests.clear()
    return ended

"""Which port the pages are on."""

import socket
import urllib.error

import pytest

from config import launch
from config.services.process import CannotStart


@pytest.fixture
def two_ports(monkeypatch):
    """A default port that is taken, and the next one, which is free."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            if port < 65000 and (probe := launch.bound(port + 1)):
                probe.close()
                monkeypatch.setattr(launch, "DEFAULT_PORT", port)
                yield port, port + 1
                return


def test_the_next_free_port_is_used_and_said(two_ports, capsys):
    taken, free = two_ports
    with launch.listen({}) as listener:
        assert listener.getsockname() == ("127.0.0.1", free)
    assert capsys.readouterr().out == f"Port {taken} is taken by another program; using {free}.\n"


def test_no_free_port_is_one_sentence(two_ports, monkeypatch):
    monkeypatch.setattr(launch, "PORTS_TRIED", 1)
    with pytest.raises(CannotStart, match="is free: name one, make run PORT="):
        launch.listen({})


def test_a_port_for_root_alone_is_one_sentence(monkeypatch):
    def refuse(port):
        raise PermissionError

    monkeypatch.setattr(launch, "bound", refuse)
    with pytest.raises(CannotStart, match="Port 80 is for root alone: name a port from 1024 on"):
        launch.listen({"PORT": "80"})


def test_a_named_port_that_is_free_is_used(two_ports):
    with launch.listen({"PORT": str(two_ports[1])}) as listener:
        assert listener.getsockname()[1] == two_ports[1]


def test_a_program_that_localhost_may_reach_on_ipv6_counts_as_taking_the_port(monkeypatch, two_ports):
    monkeypatch.setattr(launch, "_answers_on_ipv6", lambda port: True)
    assert launch.bound(two_ports[1]) is None


@pytest.mark.parametrize(
    ("failure", "answer"),
    [
        (ConnectionResetError(), None),
        (urllib.error.HTTPError("http://x", 500, "", {}, None), "The sign-in page answers 500, see above; started"),
    ],
)
def test_a_page_that_fails_is_told_apart_from_one_that_does_not_come(failure, answer):
    class Opener:
        def open(self, address, timeout):
            raise failure

    assert launch.Page("http://x")._ask(Opener()) == answer

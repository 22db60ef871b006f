"""What a first visit costs, as Chromium's network counts it: files collected, hashed and compressed as in production."""

import pytest
from django.core.management import call_command
from django.test.testcases import LiveServerThread

from tests.cast import assemble

from .conftest import session_cookie

pytestmark = pytest.mark.django_db(transaction=True)
MOST_BYTES, MOST_REQUESTS, MOST_SCRIPT = 100 * 1024, 10, 25 * 1024
COLLECTED = {"staticfiles": {"BACKEND": "config.static.Storage"}}


@pytest.fixture
def production(tmp_path, settings):
    """The address of a server in which WhiteNoise gives out what was collected."""
    settings.STATIC_ROOT, settings.WHITENOISE_USE_FINDERS = str(tmp_path), False
    settings.STORAGES = settings.STORAGES | COLLECTED
    call_command("collectstatic", interactive=False, verbosity=0)
    server = LiveServerThread("localhost", static_handler=lambda pages: pages)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://localhost:{server.port}"
    server.terminate()


def cold_visit(chromium, address, cookies=()):
    """{url: (type, bytes over the wire)} with nothing kept from before."""
    context = chromium.new_context()
    context.add_cookies(cookies)
    page, told, sizes = context.new_page(), {}, {}
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on(
        "Network.responseReceived", lambda it: told.update({it["requestId"]: (it["response"]["url"], it["type"])})
    )
    network.on("Network.loadingFinished", lambda it: sizes.update({it["requestId"]: it["encodedDataLength"]}))
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    context.close()
    return {told[key][0]: (told[key][1], sizes[key]) for key in told}


def is_light(loaded):
    return {
        "bytes": sum(size for _, size in loaded.values()) <= MOST_BYTES,
        "requests": len(loaded) <= MOST_REQUESTS,
        "script": sum(size for kind, size in loaded.values() if kind == "Script") <= MOST_SCRIPT,
    }


def test_first_visits_are_light(chromium, production):
    cast = assemble()
    home = production + cast.url("organizations:home")
    for address, cookies in ((f"{production}/accounts/login/", []), (home, [session_cookie(cast.leader, production)])):
        loaded = cold_visit(chromium, address, cookies)
        kinds = {kind for kind, _ in loaded.values()}
        assert {"Document", "Stylesheet", "Script", "Font"} <= kinds
        assert all(".min." in url or "/accounts/" in url or "/o/" in url or _is_hashed(url) for url in loaded)
        assert is_light(loaded) == {"bytes": True, "requests": True, "script": True}, loaded


def _is_hashed(url):
    *_, stamp, _ = url.rsplit(".", 2)
    return len(stamp) == 12


def test_the_scale_bites(chromium, production):
    """A page that brings much more along."""
    loaded = cold_visit(chromium, f"{production}/accounts/login/")
    assert is_light(loaded | {f"{n}.js": ("Script", 30 * 1024) for n in range(8)}) == dict.fromkeys(
        ("bytes", "requests", "script"), False
    )

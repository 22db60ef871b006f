"""Whoever looks for a word finds it, however it is wrapped; and the traces of a request are all of them."""

import base64
import io
import logging
import zipfile
import zlib
from email.message import EmailMessage

import pytest
from django.core import signing
from django.core.cache import cache

from tests.factories import NOW

from . import traces, typed
from .still import Answer, Step

WORD = b"qz00017qz"


def in_a_mail():
    letter = EmailMessage()
    letter.set_content("é" * 70 + WORD.decode(), cte="quoted-printable")
    return letter.as_bytes()


def as_an_attachment():
    letter = EmailMessage()
    letter.set_content("See the calendar.")
    letter.add_attachment(b"x" * 300 + WORD + b"x" * 300, maintype="text", subtype="calendar", filename="a.ics")
    return letter.as_bytes()


def in_a_zip():
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/sharedStrings.xml", b"<t>" + WORD + b"</t>" * 99)
        return file.getvalue()


def in_a_calendar():
    return b"DESCRIPTION:" + b"x" * 58 + WORD[:5] + b"\r\n " + WORD[5:]


WRAPPED = {
    "as it is": lambda: b"<p>" + WORD + b"</p>",
    "in a mail": in_a_mail,
    "as an attachment": as_an_attachment,
    "in a zip": in_a_zip,
    "in a calendar": in_a_calendar,
    "in a token": lambda: signing.dumps({"words": WORD.decode() * 9}, compress=True).encode(),
    "in base64": lambda: base64.b64encode(b"some words, and " + WORD),
    "in base64 of what is packed": lambda: base64.b64encode(zlib.compress(WORD * 9)),
}


@pytest.mark.parametrize("how", WRAPPED)
def test_a_word_is_found_however_it_is_wrapped(how):
    assert WORD in traces.spelled_out(WRAPPED[how]())


def test_a_line_of_a_log_and_a_message_to_the_broker_are_followed():
    with traces.followed() as left:
        logging.getLogger("lab.try").info("said %s", WORD.decode())
    assert [where for where, _ in traces.with_words(left)] == ["log"]


def test_an_address_may_stand_in_a_cache_and_not_in_a_log():
    said = [("log", "to giulia@aldermeer.test"), ("cache", "giulia@aldermeer.test"), ("broker", "an id")]
    assert traces.with_words(said) == (said[0],)


def test_what_stands_in_the_cache_is_read(cast):
    cache.set("last", WORD.decode())
    assert [where for where, _ in traces.with_words(traces.kept(cast.organization.pk))] == ["cache"]


# --- links and forms --------------------------------------------------------------------------------------------------

PAGE = """<main><a href="/account/?a=1">x</a><a href="/account/?a=2">x</a><a href="/nowhere/at/all">x</a>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="t"><input name="name" value=""/>
<input type="date" name="first"><input type="date" name="last"><input type="radio" name="way" value="a">
<input type="radio" name="way" value="b"><input type="checkbox" name="sure"><textarea name="said">as it was</textarea>
<select name="one"><option value="">none</option><option value="7">seven</option></select>
<button>Go</button><button name="act" value="draft">Keep</button></form></main>"""


def answers(path="/account/"):
    html = (("Content-Type", "text/html"),)
    return {Step("organizations:account", "get", path): Answer(200, html, "", PAGE.encode(), (), 0)}


def test_links_are_followed_so_many_times_for_each_address_and_filter():
    assert [step.path for step in typed.linked(answers(), 1)] == ["/account/?a=1"]
    assert [step.path for step in typed.linked(answers(), 3)] == ["/account/?a=1", "/account/?a=2"]


def test_a_form_is_filled_in_once_for_each_of_its_buttons():
    plain, keep = typed.filled_in(answers())
    assert keep.data == (*plain.data, ("act", "draft"))
    said = dict(plain.data)
    assert WORD[:1].decode() + "t00000qz" == said.pop("name")
    assert said.pop("first") < said.pop("last")
    assert said == {"way": "a", "sure": "on", "said": "as it was", "one": "7"}
    assert NOW.year == 2026, "the days that are typed are to come"

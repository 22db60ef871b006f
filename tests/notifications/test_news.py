"""Every mail and notice there is has been declared: what it is in plain words, and how far one may choose about it."""

import ast
import importlib
import operator

import pytest
from django.conf import settings

from notifications.mail import write_mail
from notifications.news import CARE, COHORT, GROUPS, LINE, NOW, NewsKind, news
from organizations.tenancy.models import uuid7
from tests.factories import NOW as TODAY
from tests.tenancy import mutants

ROOMS = sorted({app.partition(".")[0] for app in mutants.APPS})
ASKED_OF_ONE = {
    "enrolled",
    "papers-changed",
    "line-manager",
    "line-manager-talk",
    "pair-news",
    "line-asked",
    "pair-breach",
    "assistant-named",
    "calendar-series",  # not asked, but no matter of choice: who is where at which hour
    "calendar-session",
}


def kinds_of(call):
    """As the calls say them: a string, a name of the module, or what its due row says."""
    for room in ROOMS:
        for path in (settings.BASE_DIR / room).rglob("*.py"):
            module = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == call and room != "notifications":
                    yield from _said(node.args[0], module)


def _said(kind, module):
    if isinstance(kind, ast.Constant):
        yield kind.value
    elif ast.unparse(kind) == "due.kind":
        yield from (it.key for it in importlib.import_module(module).KINDS)
    else:
        yield operator.attrgetter(ast.unparse(kind))(importlib.import_module(module))


@pytest.mark.parametrize(("call", "at_least"), [("write_mail", 10), ("Notice.leave", 15)])
def test_every_kind_that_is_written_or_left_is_declared(call, at_least):
    kinds = set(kinds_of(call))
    assert len(kinds) >= at_least
    assert {kind for kind in kinds if news.get(kind) is None} == set()


def test_what_is_said_of_a_kind_is_true():
    mailed, left = set(kinds_of("write_mail")), set(kinds_of("Notice.leave"))
    shown = [kind for kind in news if kind.group and kind.key != "trial"]
    assert {kind.key for kind in shown if kind.mailed} == mailed
    assert {key for kind in shown if kind.noticed for key in kind.keys} == left


def test_what_asks_for_somebodys_name_or_yes_cannot_be_turned_off():
    assert {kind.key for kind in news if kind.group and not kind.may_turn_off} == ASKED_OF_ONE
    assert {kind.ways for kind in news if not kind.may_turn_off} == {(NOW,)}


def test_each_is_shown_to_those_whom_it_is_for():
    titles = {title for title, _kinds in news.grouped(["leader", "mentor"])}
    assert titles == {GROUPS[key][0] for key in GROUPS} - {GROUPS[CARE][0], GROUPS[LINE][0]}
    assert [kind.key for _title, kinds in news.grouped(["manager"]) for kind in kinds] == ["line-manager"]


def test_a_kind_is_declared_once():
    with pytest.raises(ValueError, match="twice"):
        news.add(NewsKind("trial", COHORT, "Another"))


def test_a_mail_of_a_kind_that_nobody_declared_is_not_written(cast, mailoutbox):
    with cast.works(), pytest.raises(KeyError):
        write_mail("unheard", cast.leader.person, "trial", dict, subject_id=uuid7(), now=TODAY)
    assert mailoutbox == []

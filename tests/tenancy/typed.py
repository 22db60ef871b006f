"""What a page leads to: its links, and every form filled in as its reader could and sent. New ones are taken in by themselves.

What was there stays, all boxes are ticked, and what is typed are words that stand nowhere else.
"""

import collections
import datetime
import itertools
import urllib.parse

from django.urls import Resolver404, resolve

from tests.pages.drawing import read

from .still import Step

NOT_SENT = {"account_logout"}  # ends the session, and tells nothing of anybody
BY_TYPE = {
    "time": "10:00",
    "email": "typed@words.test",
    "file": ("people.csv", b"Staff number;First name;Last name;Email\n00900;New;Person;new@words.test\n"),
    "checkbox": "on",
}
# Where not everything may be typed: what else is to stand in a field. Addresses are those of the organization that is asked.
BY_HAND = {
    "metrics:observations": {"day": "2026-09-01"},
    "organizations:settings": {"name": "Another name"},
    "organizations:words": {
        "kind_word": "upward learning",
        **dict.fromkeys(("leader_word", "leaders_word", "mentor_word", "mentors_word"), ""),
    },
    "programs:cohort_new": {"contact": ""},
    "programs:enrol_list": {"lines": "manager@HERE.test"},
    "programs:nominate": {"person": "assistant@HERE.test"},
    "programs:program": {f"segment_4_{part}": "" for part in ("title", "minutes", "leader", "mentor")},
    "programs:template": {f"segment_4_{part}": "" for part in ("title", "minutes", "leader", "mentor")},
    "sessions:assistants": {"person": "manager@HERE.test"},
    "programs:question_write": {"topic_prompts": "3"},
    "sessions:room": {"url": "https://rooms.test/typed"},
}


class Words:
    """What is typed, one after the other: days come in their order."""

    def __init__(self):
        self._numbers, self._day = itertools.count(), datetime.date(2026, 10, 5)

    def next(self):
        return f"qt{next(self._numbers):05}qz"

    def next_day(self):
        self._day += datetime.timedelta(days=7)
        return self._day.isoformat()


def linked(answers, most):
    """[Step] for what these {step: Answer} lead to and is none of them: of each address and filter so many."""
    asked, found = {step.path for step in answers}, collections.defaultdict(dict)
    for step, page in _pages(answers):
        for link in page.all("a"):
            path = urllib.parse.urljoin(step.path, link.attrs.get("href") or "").partition("#")[0]
            name, _, query = path.partition("?")
            if (view := _name(name)) and path not in asked:
                same = found[view, tuple(urllib.parse.parse_qs(query, keep_blank_values=True))]
                if len(same) < most:
                    same[path] = Step(f"{view} linked", "get", path, further=True)
    return [step for same in found.values() for step in same.values()]


def filled_in(answers):
    """[Step] for each form in these {step: Answer}, once for each of its buttons."""
    found = {}
    for step, page in _pages(answers):
        for form in page.all("form"):
            for sent in _steps(form, step.path):
                found.setdefault((sent.path, tuple(name for name, _ in sent.data)), sent)
    return list(found.values())


def _pages(answers):
    for step, answer in answers.items():
        kind = dict(answer.headers).get("Content-Type", "")
        if step.method == "get" and answer.status == 200 and kind.startswith("text/html"):
            yield step, read(answer.body.decode())


def _steps(form, page):
    path = urllib.parse.urljoin(page, form.attrs.get("action") or "")
    name = _name(path)
    if name in NOT_SENT or name is None:
        return
    by_hand = _by_hand(name, path)
    data = tuple((field, by_hand.get(field, value)) for field, value in _values(form, Words()))
    method = (form.attrs.get("method") or "get").lower()
    for button in sorted(_buttons(form)):
        yield Step(name, method, path, (*data, *button), further=True)


def _by_hand(name, path):
    """Aldermeer's people in Aldermeer's forms: a neighbor who types their addresses reads them, and it says nothing."""
    here = path.removeprefix("/o/").partition("-")[0]
    return {field: value.replace("HERE", here) for field, value in BY_HAND.get(name, {}).items()}


def _name(path):
    try:
        return resolve(urllib.parse.urlsplit(path).path).view_name
    except Resolver404:
        return None


def _buttons(form):
    """What each sends of itself; most of them nothing."""
    buttons = [it.attrs for it in form.all("button") if it.attrs.get("type", "submit") == "submit"]
    return {((it["name"], it.get("value") or ""),) if it.get("name") else () for it in buttons} or {()}


def _values(form, words):
    chosen = set()
    for control in form.all():
        name = control.attrs.get("name")
        if not name or name == "csrfmiddlewaretoken" or "disabled" in control.attrs:
            continue
        if control.tag == "select":
            yield name, _option(control)
        elif control.tag == "textarea":
            yield name, control.text_as_typed or words.next()
        elif control.tag == "input" and control.attrs.get("type") == "radio":
            if name not in chosen:
                chosen.add(name)
                yield name, control.attrs.get("value") or ""
        elif control.tag == "input" and control.attrs.get("type") not in ("submit", "button"):
            yield name, _typed(control.attrs, words)


def _option(control):
    options = [option.attrs for option in control.all("option") if option.attrs.get("value")]
    selected = [option for option in options if "selected" in option]
    return (selected or options or [{"value": ""}])[0]["value"]


def _typed(attrs, words):
    kind = attrs.get("type") or "text"
    if kind == "hidden" or attrs.get("value"):
        return attrs.get("value") or ""
    if kind == "number" or attrs.get("inputmode") in ("numeric", "decimal"):
        return attrs.get("min") or "1"
    if kind == "date":
        return words.next_day()
    return BY_TYPE.get(kind) or words.next()

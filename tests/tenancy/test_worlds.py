"""N1, N2, N3: nobody can tell two worlds apart by anything they get, at any URL and in any mail (PROTOCOL section 2).

And no word of anybody's reaches who may not read it, or a place that is nobody's to read.
"""

import ast
import dataclasses
import importlib
import os
import secrets
import uuid
from functools import partial

import pytest
from django.conf import settings
from django.utils.crypto import get_random_string

from checkins.models import CheckIn, Pulse
from organizations.auditing import VERBS
from organizations.models import Account
from organizations.registries import clock_kinds
from organizations.tenancy.models import uuid7
from sessions.models import SessionNote
from tests.cast import assemble
from tests.factories import NOW, AccountFactory, PersonFactory
from tests.factories import lab as make
from tests.sizes import FULL, size

from . import mutants, still
from .people import EVERYBODY, VISITOR, like
from .privacy import CODES, MAY_READ, NOT_SHOWN, confidential, label, private_fields
from .traces import ADDRESS
from .typed import BY_HAND
from .url_policy import NO_METHOD, POLICY
from .worlds import complete, forget, furnish

# The database itself; each test stands inside the common part's transaction.
pytestmark = [pytest.mark.django_db, pytest.mark.proof]
STRANGERS = size(("strange_leader",), ("strange_admin", "strange_sponsor", "strange_leader"))  # members of the neighbor
EYES = size(("admin", "sponsor", "leader", "mentor", "assistant", "apart"), (*EVERYBODY, VISITOR))
# Forms that are taken from one who does not look in the small size.
TAKEN_BY_OTHERS = size(
    {
        "programs:question_hints",
        "programs:papers_fit",
        "pairing:publish",
        "metrics:indicator",
        "checkins:answers",
    },
    set(),
)
SEE_NO_WORDS = ("executive", "admin", "manager", "assistant", "colleague", VISITOR)
# Readers in one world: in it every word is another that none of them may read.
GROUPS = size(
    {"sponsor": ("sponsor",), "assistant": ("assistant",)},
    {
        "nobody in the lab": SEE_NO_WORDS,
        "sponsor": ("sponsor",),
        "apart": ("apart",),
        "leader": ("leader",),
        "mentor": ("mentor",),
        "the other pair": ("other_leader", "other_mentor"),
    },
)
NOT_READ = {
    "metrics:quarters": "it leads on to the newest quarter",
    "organizations:import_names": "it wants a preview that a worker has made",
}
LOOK_AROUND = size(("leader",), (*EVERYBODY, VISITOR))  # whether there is a neighbor


def nothing_else(worlds):
    """The common part alone."""


def silent(who, worlds):
    forget(worlds.cast, who)


def neighbor(worlds):
    """A whole other organization, full of rows, whose clock runs as well."""
    for it in (AccountFactory, PersonFactory, make.IndicatorFactory):
        it.reset_sequence(1000)  # the same numbers in each world, and none of the common part's
    with still.seeded("neighbor", NOW):  # whatever chance the rest of the private part took
        cast = furnish(assemble("Zephyr Works", "zephyr.test"))
        complete(cast)
    return {name: getattr(cast, name.removeprefix("strange_")) for name in STRANGERS}


def other_words(group, worlds):
    """As many rows as before, and not a word the same in those that this group may not read; nor a private number."""
    people = {getattr(getattr(worlds.cast, who, None), "person_id", None) for who in group}
    with worlds.cast.works():
        worlds.canaries.reword(people)
        Pulse.objects.exclude(author__in=people - {None}).update(value=5)


def neighbor_to_other_words(worlds):
    other_words(STRANGERS, worlds)
    forget(worlds.cast, "mentor")
    return neighbor(worlds)


WORLDS = {
    "as it is": (nothing_else, EYES),
    "mentor silent": (partial(silent, "mentor"), ("leader", "mentor")),
    "leader silent": (partial(silent, "leader"), size(("mentor",), ("mentor", "leader"))),
    "neighbor": (neighbor, (*LOOK_AROUND, *STRANGERS)),
    "neighbor to other words": (neighbor_to_other_words, STRANGERS),
    **{f"other words for {name}": (partial(other_words, group), group) for name, group in GROUPS.items()},
}


class Opened:
    """Each world, opened when it is first asked for. In the first one links are followed and forms filled in, too."""

    def __init__(self, worlds):
        self.worlds, self.looks = worlds, {}

    def __getitem__(self, name):
        if name not in self.looks:
            private, readers = WORLDS[name]
            first = name == "as it is"
            how = {} if first else {"order": still.backwards}
            self.looks[name] = self.worlds.look(partial(private, self.worlds), *readers, further=FULL or first, **how)
        return self.looks[name]

    def told_apart(self, world, who, than="as it is"):
        one, other = (self[name].seen[who] for name in (than, world))
        letters = sorted(set(one.letters) ^ set(other.letters))
        asked = {step: answer for step, answer in one.answers.items() if FULL or not step.further}
        return still.differences(asked, other.answers) + letters


@pytest.fixture(scope="module")
def opened(worlds):
    return Opened(worlds)


@pytest.fixture(scope="module")
def as_it_is(opened):
    return opened["as it is"]


# --- two worlds -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("world", "partner"), [("mentor silent", "leader"), ("leader silent", "mentor")])
def test_n2_whether_and_what_a_partner_keeps_to_themselves_shows_nowhere(opened, world, partner):
    assert opened.told_apart(world, partner) == []


@pytest.mark.parametrize(("group", "who"), [(name, who) for name, group in GROUPS.items() for who in group])
def test_n3_words_that_are_not_ones_own_to_read_show_nowhere(opened, group, who):
    assert opened.told_apart(f"other words for {group}", who) == []


@pytest.mark.parametrize("who", LOOK_AROUND)
def test_n1_another_organization_shows_nowhere(opened, who):
    assert opened.told_apart("neighbor", who) == []


@pytest.mark.parametrize("who", STRANGERS)
def test_n1_nothing_that_is_said_here_shows_in_another_organization(opened, who):
    assert opened.told_apart("neighbor to other words", who, than="neighbor") == []


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", EYES)
def test_no_private_word_or_row_reaches_anyone_who_may_not_read_it(worlds, as_it_is, who):
    assert worlds.forbidden(who, as_it_is.seen[who]) == []


@pytest.mark.parametrize("who", STRANGERS)
def test_no_word_of_anybody_reaches_another_organization(worlds, opened, who):
    seen = opened["neighbor"].seen[who]
    assert worlds.forbidden(who, seen) == []
    assert addresses_in(seen) == set()


@pytest.mark.parametrize("who", EYES)
def test_an_address_is_read_by_its_owner_by_admins_and_where_it_is_the_contacts(as_it_is, who):
    contact = {"admin"} if like(who) in ("leader", "mentor", "sponsor") else set()
    allowed = set(EVERYBODY) if who == "admin" else {who} | contact
    assert addresses_in(as_it_is.seen[who]) <= allowed


def addresses_in(seen):
    found = {it.decode() for it in ADDRESS.findall(seen.said.replace(b"%40", b"@"))}
    return {it.partition("@")[0].replace("-", "_") for it in found if it.endswith("@aldermeer.test")} & set(EVERYBODY)


def test_no_word_and_no_address_is_left_where_nobody_should_read_it(as_it_is):
    """Logs, the broker, the cache, sessions, jobs, the audit log: after each request and each sweep."""
    assert as_it_is.traces == []


# --- nothing is left out ----------------------------------------------------------------------------------------------


def test_of_every_confidential_table_it_is_said_who_may_read_it():
    """A new table wants a line in MAY_READ (privacy.py): who may read one of its rows."""
    assert set(confidential()) == set(MAY_READ)
    texts = {label(field) for model in confidential() for field in model._meta.local_fields}
    assert set(CODES) | set(NOT_SHOWN) <= texts


def test_every_private_field_is_read_by_somebody_who_may(worlds, as_it_is):
    """A field that is missing here wants a page in `furnish` (worlds.py) that shows it, or a line in NOT_SHOWN (privacy.py)."""
    fields = {label(field) for model in confidential() for field in private_fields(model)}
    met = {it.field for seen in as_it_is.seen.values() for it in worlds.canaries.met_in(seen.said)}
    assert {it.field for it in worlds.canaries.of.values()} == fields
    assert fields - met == set(NOT_SHOWN)


def test_each_kind_of_the_clocks_work_was_done_and_none_went_wrong(as_it_is):
    """A kind that is missing here needs a row in `furnish` (worlds.py) with which it holds."""
    assert sorted(as_it_is.outcome) == sorted(key for key, _ in clock_kinds.items())
    assert as_it_is.stumbled == []


def test_every_mail_there_is_was_sent(as_it_is):
    """A mail that is missing here needs a row in `furnish` (worlds.py) that calls for it, or a form that sends it."""
    written = {
        str(path.relative_to(folder))
        for folder in settings.TEMPLATES[0]["DIRS"]
        for path in [*folder.glob("mail/*.txt"), *folder.glob("*/mail/*.txt")]
    }
    assert written - as_it_is.templates == set()


def test_every_kind_of_notice_was_left(as_it_is):
    """One that is missing here needs a row in `furnish` (worlds.py) that calls for it, or a form that leaves it."""
    kinds = kinds_of_notices()
    assert len(kinds) >= 7
    assert kinds - as_it_is.notices == set()


def kinds_of_notices():
    """As the calls of `Notice.leave` say them, a string or a name of the module."""
    rooms = {app.partition(".")[0] for app in mutants.APPS}
    return {kind for room in rooms for path in (settings.BASE_DIR / room).rglob("*.py") for kind in _kinds_in(path)}


def _kinds_in(path):
    module = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Notice.leave":
            kind = node.args[0]
            said = isinstance(kind, ast.Constant)
            yield kind.value if said else getattr(importlib.import_module(module), ast.unparse(kind))


def test_every_act_there_is_was_recorded(as_it_is):
    """A verb that is missing here needs an act in `furnish` (worlds.py), or a form that does it."""
    assert set(VERBS) - as_it_is.verbs == set()


def test_every_form_is_sent_and_taken_by_somebody(worlds, as_it_is):
    """One that is missing here wants what else is to stand in its fields: a line in BY_HAND (typed.py)."""
    posts = {name for name, rule in POLICY.items() if rule.post != NO_METHOD and rule.inside}
    taken = {
        step.name.partition(" ")[0]
        for seen in as_it_is.seen.values()
        for step, answer in seen.answers.items()
        if step.method == "post" and answer.status in (204, 302)
    }
    assert posts - taken == TAKEN_BY_OTHERS
    assert set(BY_HAND) <= posts


def test_every_page_is_read_and_every_file_had_by_somebody(as_it_is):
    gets = {name for name, rule in POLICY.items() if rule.get != NO_METHOD and rule.inside}
    had = {
        step.name.partition(" ")[0]
        for seen in as_it_is.seen.values()
        for step, answer in seen.answers.items()
        if step.method == "get" and answer.status == 200
    }
    assert gets - had == set(NOT_READ)


def test_nothing_that_anybody_asked_for_broke(as_it_is):
    broken = {
        f"{who}: {step}"
        for who, seen in as_it_is.seen.items()
        for step, got in seen.answers.items()
        if got.status >= 500
    }
    assert broken == set()


# --- the harness itself: it looks at everything, and it bites ------------------------------------------------------


@pytest.mark.parametrize("who", size(("mentor",), ("mentor", "leader")))
def test_ones_own_pages_and_mails_tell_the_worlds_apart(opened, who):
    told = opened.told_apart(f"{who} silent", who)
    assert any(line.startswith("GET checkins:checkin") for line in told)
    assert any("Auto-Submitted" in line for line in told)


def told_of_home(worlds, provide, private, who="leader"):
    """Whether it tells two worlds apart that this person's home shows what `provide(membership)` gives, and nothing else does."""
    seen = []
    with mutants.home_shows(provide):
        for part in (nothing_else, private):
            with worlds.inside(partial(part, worlds)):
                seen.append(worlds.glance(who, "organizations:home").answers)
    return [line.split()[:2] for line in still.differences(*seen)] == [["GET", "organizations:home:"]]


def test_n2_bites(worlds):
    answered = mutants.as_the_worker(lambda: CheckIn.objects.answered().count())
    assert told_of_home(worlds, answered, partial(silent, "mentor"))


def test_n3_bites(worlds):
    words = mutants.as_the_worker(lambda: SessionNote.objects.first().notes)
    assert told_of_home(worlds, words, partial(other_words, ("admin",)), "admin")


def test_n1_bites(worlds):
    def elsewhere(worlds):
        furnish(assemble("Zephyr Works", "zephyr.test"))

    assert told_of_home(worlds, lambda me: Account.objects.count(), elsewhere, "executive")


def test_what_a_view_asks_for_too_freely_the_policies_hold_back(worlds):
    assert not told_of_home(worlds, lambda me: Pulse.objects.count(), partial(silent, "mentor"))


ANSWER = still.Answer(200, (("Vary", "Cookie"),), "", b"one", (), 7)


@pytest.mark.parametrize(
    ("field", "value"),
    [("status", 404), ("headers", ()), ("cookies", "a=b"), ("body", b"two"), ("mails", (b"x",)), ("queries", 8)],
)
def test_every_part_of_an_answer_counts(field, value):
    step = still.Step("x", "get", "/")
    told = still.differences({step: ANSWER}, {step: dataclasses.replace(ANSWER, **{field: value})})
    assert [line.split()[:3] for line in told] == [["GET", "x:", field]]


def test_chance_is_the_same_for_the_same_seed_and_another_for_another():
    def drawn(seed):
        with still.seeded(seed, NOW):
            return uuid7(), uuid.uuid4(), secrets.token_urlsafe(), get_random_string(12), os.urandom(4)

    assert drawn("a") == drawn("a")
    assert not set(drawn("a")) & set(drawn("b"))

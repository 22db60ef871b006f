"""One world after another is opened, and everybody looks at all that they can get in it."""

import contextlib
import dataclasses
import functools
import uuid
from unittest import mock

from django.db.models import Count, DateTimeField
from django.db.models.signals import post_save
from django.test.signals import template_rendered
from django.urls import reverse

from notifications.models import Due, Message, Notice
from organizations.models import AuditEntry, Person
from organizations.tenancy.schema import tenant_models
from programs.models import ResearchQuestion
from tests.factories import NOW
from tests.sizes import FULL, size

from . import people, still, traces, typed
from .privacy import Canaries
from .url_policy import NO_METHOD, POLICY
from .worlds import AFTER, BEFORE, LOOKED_AT, addresses, complete, furnish

ROWS = size(1, 3)  # beside the policy's own, at each address
LINKS = size(1, 2)  # followed to each address with each filter
DEEP = size(2, 3)  # pages from the first, each led to by the one before


def steps(cast, kwargs):
    """Every URL there is, with the methods it takes and some more rows it may be asked for; those outside of organizations are only read."""
    with cast.works():
        others = {value: others_like(value) for given in kwargs.values() for value in given.values()}
    for name, rule in POLICY.items():
        path = cast.url if rule.inside else lambda name, **kwargs: reverse(name, kwargs=kwargs)
        yield from _methods(name, rule, path(name, **kwargs[name]))
        for key, value in kwargs[name].items():
            for number, other in enumerate(others[value], 2):
                yield from _methods(f"{name} row {number}", rule, path(name, **kwargs[name] | {key: other}))


def others_like(pk):
    """Ids of rows of the same table that stand otherwise: someone else's, in another state, at another time. Of the same pair first."""
    for model in tenant_models() if isinstance(pk, uuid.UUID) else ():
        if first := model.objects.filter(pk=pk).first():
            rows = sorted(model.objects.all(), key=lambda row: (_place(row) != _place(first), row.pk))
            found = {_stands(row): row.pk for row in reversed(rows)} | {_stands(first): None}
            return [row.pk for row in rows if row.pk in found.values()][:ROWS]
    return []


def _place(row):
    return getattr(row, "kind", None), getattr(row, "pair_id", None) or getattr(row, "cohort_id", None)


def _stands(row):
    """Whose it is, its state, and what of its times has come."""
    pair = getattr(row, "pair", row)
    fields = row._meta.local_fields
    whose = [getattr(row, it.attname) for it in fields if it.is_relation and it.related_model is Person]
    come = [
        it.name for it in fields if isinstance(it, DateTimeField) and (getattr(row, it.name) or LOOKED_AT) < LOOKED_AT
    ]
    return getattr(row, "state", ""), getattr(pair, "leader_id", None), *whose, *come


def _methods(said, rule, path):
    if rule.get != NO_METHOD and not said.startswith("health"):
        yield still.Step(said, "get", path)
    if rule.post != NO_METHOD and rule.inside:
        yield still.Step(said, "post", path)


def _worth(step, who):
    """Who is refused at an address is refused once. In the small size that is left to the matrix of test_urls.py."""
    rule = POLICY[step.name.partition(" ")[0]]
    return people.like(who) in rule.who or (FULL and (step.method == "get" or rule.get == NO_METHOD))


@dataclasses.dataclass
class Seen:
    """What one person got in one world: {step: Answer}, and [str] of all that reached them otherwise."""

    answers: dict
    letters: list
    posted: list = dataclasses.field(default_factory=list)  # mails to them that anybody's requests sent

    @functools.cached_property
    def shown(self):
        """Pages and mails as bytes, spelled out, less the address that was asked for: some say it back."""
        pages = (answer.whole.replace(step.path.encode(), b"") for step, answer in self.answers.items())
        return b"\n".join(map(traces.spelled_out, [*pages, *(it.encode() for it in self.posted)]))

    @property
    def said(self):
        return b"\n".join([self.shown, *(traces.spelled_out(it.encode()) for it in self.letters)])


@dataclasses.dataclass
class Look:
    """One world: what each reader got in it, and what was left behind where no words may stand."""

    seen: dict
    traces: list  # "GET metrics:survey by leader: log: …"
    outcome: dict  # {kind of the clock: how many of its due rows were done}
    stumbled: list  # kinds of those that went wrong
    templates: set  # that were rendered, by name
    notices: set  # kinds of those that were left
    verbs: set  # of audit entries


class Worlds:
    """The common part, built once; `look` opens one world after another on it."""

    def __init__(self, assemble):
        with still.seeded("common part", NOW):
            self.cast = furnish(assemble())
            kwargs = addresses(self.cast)
            complete(self.cast)
            with self.cast.works():
                self.canaries = Canaries()
                ResearchQuestion.objects.filter(state="proposed").update(
                    suggestion=""
                )  # the sponsor may still make one
            self.steps = tuple(steps(self.cast, kwargs))
        self.sequences, self.further = still.Sequences(), {}

    def look(self, private, *readers, further=False, order=contextlib.nullcontext):
        """Pages after the clock's first sweep, then what later ones send. With `further`, links are followed and forms filled in.

        `private` may give more people than the cast, as {name: membership}; `order` is of rows asked for in none.
        """
        world = still.world(self.sequences, private, at=NOW)
        with (
            world as others,
            order(),
            rendered() as templates,
            left_notices() as left_ones,
            recorded_acts() as done,
            traces.followed() as left,
        ):
            who_is = {name: self._member(name, others) for name in readers}
            sent = [letter for now in BEFORE for letter in still.sweep_at(now)]
            answers = {name: self._pages(name, who, self.steps, further) for name, who in who_is.items()}
            sent += [letter for now in AFTER for letter in still.sweep_at(now)]
            left += traces.kept(self.cast.organization.pk)
            posted = [*sent, *(it for got in answers.values() for answer in got.values() for it in answer.mails)]
            seen = {
                name: Seen(
                    answers[name], self._letters(who, sent), [it.decode() for to, it in posted if _is_to(who, to)]
                )
                for name, who in who_is.items()
            }
            return Look(
                seen, list(self._traces(left, answers)), *self._outcome(), templates, left_ones, done | self._verbs()
            )

    def inside(self, private=lambda: None):
        """Opens one world without the clock: for `glance`."""
        return still.world(self.sequences, private, at=NOW)

    def glance(self, who, *names, forms=False):
        """What one person gets at some URLs of the world that is open; with `forms`, also when those there are filled in."""
        asked = [step for step in self.steps if step.name.partition(" ")[0] in names]
        answers = self._pages(who, self._member(who), asked)
        if forms:
            answers |= self._ask(self._member(who), typed.filled_in(answers))
        posted = [
            letter.decode() for got in answers.values() for to, letter in got.mails if _is_to(self._member(who), to)
        ]
        return Seen(answers, [], posted)

    def _member(self, who, others=None):
        return (others or {}).get(who) or getattr(self.cast, who, None)

    def forbidden(self, who, seen):
        """["PrivateNote.text in row …"] of the words, and ids of rows, that reached this person and are not theirs to read."""
        me = getattr(self._member(who), "person_id", None)
        met = self.canaries.met_in(seen.said) | self.canaries.ids_in(seen.shown)
        return sorted({f"{it.field} in row {it.row}" for it in met if me not in it.readers})

    def _pages(self, name, membership, steps, further=False):
        look = functools.partial(self._ask, membership)
        answers = look([step for step in steps if _worth(step, name)])
        if not further:
            return answers
        if name in self.further:
            return answers | look(self.further[name])
        led_to = self._further(look, answers)
        self.further[name] = tuple(led_to)
        return answers | led_to

    def _ask(self, membership, steps):
        return still.pages(membership, steps, at=LOOKED_AT, organization=self.cast.organization.pk)

    def _further(self, look, answers):
        """What the pages of the first world lead to, asked: in the others the same steps are asked as well."""
        there = {}
        for _ in range(DEEP):
            there |= look(typed.linked(answers | there, LINKS))
        return there | look(typed.filled_in(answers | there))

    def _traces(self, left, answers):
        yield from (f"the clock: {where}: {what}" for where, what in traces.with_words(left))
        for who, got in answers.items():
            for step, answer in got.items():
                yield from (f"{step} by {who}: {where}: {what}" for where, what in answer.traces)

    def _letters(self, membership, sent):
        """Mails as they left and as they are kept, notices, and for admins the record of changes."""
        if membership is None or membership.organization_id != self.cast.organization.pk:
            return [letter.decode() for to, letter in sent if _is_to(membership, to)]
        person = membership.person
        mails = [letter.decode() for to, letter in sent if to == person.email]
        with self.cast.works():
            kept = Message.objects.filter(recipient=person).order_by("message_id").values()
            notices = Notice.objects.filter(recipient=person).order_by("created_at", "sentence").values()
            audit = AuditEntry.objects.order_by("at", "verb", "subject_id").values() if membership.is_admin else ()
            return mails + [repr({**row, "id": None}) for rows in (kept, notices, audit) for row in rows]

    def _outcome(self):
        with self.cast.works():
            done = Due.objects.filter(state=Due.State.DONE).values_list("kind").annotate(n=Count("id"))
            stumbled = Due.objects.filter(attempts__gt=0).values_list("kind", flat=True)
            return dict(done), list(stumbled)

    def _verbs(self):
        with self.cast.works():
            return set(AuditEntry.objects.values_list("verb", flat=True))


def _is_to(membership, address):
    return membership is not None and address == membership.person.email


@contextlib.contextmanager
def left_notices():
    """The kinds of notices that are left meanwhile, of those too that are taken back."""
    kinds = set()

    def note(instance, created, **_):
        if created:
            kinds.add(instance.kind)

    post_save.connect(note, sender=Notice)
    try:
        yield kinds
    finally:
        post_save.disconnect(note, sender=Notice)


@contextlib.contextmanager
def recorded_acts():
    """The verbs that the audit log is given meanwhile, of those too that are taken back."""
    verbs, record_all = set(), AuditEntry.record_all

    def note(verb, *said, **more):
        verbs.add(verb)
        return record_all(verb, *said, **more)

    with mock.patch.object(AuditEntry, "record_all", note):
        yield verbs


@contextlib.contextmanager
def rendered():
    """The names of the templates that are rendered meanwhile."""
    names = set()

    def note(template, **_):
        names.add(template.name)

    template_rendered.connect(note)
    try:
        yield names
    finally:
        template_rendered.disconnect(note)

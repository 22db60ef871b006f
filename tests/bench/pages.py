"""The main pages: their time over a bare view with the same SQL by hand, and over themselves without row security."""

import contextlib
import dataclasses
import statistics
import time
from collections.abc import Callable
from unittest import mock

from django.db import connection
from django.db.models import Count

from metrics.models import Quarter
from organizations.models import Membership, Organization
from organizations.tenancy.scope import WORKER, Scope, scope
from pairing.models import Pair, PairingRun
from programs.models import CohortSponsor
from sessions.models import LabSession

from . import urls
from .rounds import medians
from .world import bare_browser, become, browser

TURNS = 3


@dataclasses.dataclass(frozen=True)
class Page:
    name: str
    reader: Membership
    url: str


def of_the_demonstration():
    """The pages that each role comes to most, in the demonstration's largest organization."""
    with scope(WORKER, _largest()):
        run = PairingRun.objects.annotate(n=Count("proposals")).order_by("-n").first()
        charge = CohortSponsor.objects.serving().filter(cohort=run.cohort).first()
        sponsor, cohort = _member(charge.person_id), {"pk": run.cohort_id}
        pair = Pair.objects.filter(cohort=run.cohort, state=Pair.State.RUNNING).first()
        mentor, session = _member(pair.mentor_id), LabSession.objects.filter(pair=pair).order_by("number").last()
        quarter = Quarter.objects.published().newest_first().first()
        executive = Membership.objects.active().filter(is_executive=True).select_related("account").first()
        admin = Membership.objects.active().filter(is_admin=True).select_related("account").first()
        return [
            _page("home of a sponsor", sponsor, "organizations:home"),
            _page("home of a mentor", mentor, "organizations:home"),
            _page("cohort", sponsor, "programs:cohort", **cohort),
            _page("who takes part", sponsor, "programs:enrolled", **cohort),
            _page("board", sponsor, "pairing:board", **cohort),
            _page("pairs", sponsor, "pairing:pairs", **cohort),
            _page("queue of check-ins", sponsor, "checkins:checkins"),
            _page("the lab", mentor, "pairing:pair", pk=pair.pk),
            _page("sessions", mentor, "sessions:sessions"),
            _page("a session", mentor, "sessions:session", pk=session.pk),
            _page("quarter", executive, "metrics:quarter", year=quarter.year, number=quarter.number),
            _page("people", admin, "organizations:people"),
        ]


def _largest():
    sizes = {}
    for key in _organizations():
        with scope(WORKER, key):
            sizes[key] = Membership.objects.count()
    return max(sizes, key=sizes.get)


def _organizations():
    """Known to the owner alone, who runs nothing else here."""
    become("app_owner")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {Organization._meta.db_table}")
        found = [key for (key,) in cursor.fetchall()]
    become("app_web")
    return found


def _member(person):
    return Membership.objects.select_related("account", "organization", "person").get(person=person)


def _page(name, reader, view, **kwargs):
    return Page(name, reader, reader.url(view, **kwargs))


def over_the_same_sql_by_hand(page: Page, rounds: int) -> tuple[float, float, int]:
    """(seconds, times the bare view's, statements)"""
    client, bare = browser(page.reader), bare_browser()
    urls.STATEMENTS[:] = statements(lambda: get(client, page.url))
    took = medians({"page": lambda: get(client, page.url), "bare": lambda: get(bare, "/bare/")}, rounds=rounds)
    return took["page"], took["page"] / took["bare"], len(urls.STATEMENTS)


def get(client, url):
    answer = client.get(url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url} answered {answer.status_code}")
    return answer


def statements(act: Callable[[], object]) -> list:
    act()  # what is asked once a process is not this page's
    asked = []

    def keep(execute, sql, parameters, many, context):
        asked.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(keep):
        act()
    return asked


def with_row_security_over_without(pages: list[Page], rounds: int) -> dict[str, float]:
    """{page: times}: the median over rounds, in each of which every page is got with and without by turns, and the best counts."""
    client = {page.name: browser(page.reader) for page in pages}
    found = {page.name: [] for page in pages}
    for number in range(-1, rounds):  # the first makes plans
        for page in pages:
            took = {True: [], False: []}
            for turn in range(2 * TURNS):
                secured = (number + turn) % 2 == 0
                took[secured].append(_seconds(client[page.name], page.url, secured))
            if number >= 0:
                found[page.name].append(min(took[True]) / min(took[False]))
    return {name: statistics.median(times) for name, times in found.items()}


def _seconds(client, url, secured):
    with contextlib.nullcontext() if secured else as_their_owner():
        start = time.perf_counter()
        get(client, url)
        return time.perf_counter() - start


def as_their_owner():
    """Whom no policy of a table binds; switched from request to request, since a machine's speed changes within seconds."""
    apply = Scope.apply
    return mock.patch.object(Scope, "apply", lambda opened: apply(dataclasses.replace(opened, role="app_owner")))

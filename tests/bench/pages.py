"""The main pages: their time over a bare view with the same SQL by hand, and over themselves without row security."""

import contextlib
import dataclasses
import statistics
import time
from collections.abc import Callable

from django.db import connection
from django.db.models import Count

from metrics.models import Quarter
from organizations.models import Membership, Organization
from organizations.tenancy.schema import tenant_models
from organizations.tenancy.scope import WORKER, scope
from pairing.models import Pair, PairingRun
from programs.models import CohortSponsor
from sessions.models import LabSession

from . import urls
from .rounds import medians
from .world import bare_browser, become, browser


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
    """{page: times}: the median over rounds, in each of which the page is got with and without, one right after the other."""
    return {page.name: statistics.median(_one_round(page) for _ in range(rounds)) for page in pages}


def _one_round(page):
    client = browser(page.reader)
    took = {}
    for secured in (True, False):
        with row_security(secured):
            get(client, page.url)  # plans are made anew after a switch
            took[secured] = min(_seconds(client, page.url) for _ in range(5))
    return took[True] / took[False]


def _seconds(client, url):
    start = time.perf_counter()
    get(client, url)
    return time.perf_counter() - start


@contextlib.contextmanager
def row_security(on):
    if not on:
        _switch("DISABLE")
    try:
        yield
    finally:
        if not on:
            _switch("ENABLE")


def _switch(word):
    become("app_owner")
    with connection.cursor() as cursor:
        for model in tenant_models():
            cursor.execute(f"ALTER TABLE {model._meta.db_table} {word} ROW LEVEL SECURITY")
    become("app_web")

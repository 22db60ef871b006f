"""How many queries the pages with lists ask, with few rows and with many."""

from tests.bench import rows
from tests.bench.world import browser
from tests.cast import assemble
from tests.queries import counted


def lists(cast):
    """{name: (reader, address)}"""
    cohort = {"pk": cast.cohort.pk}
    return {
        "home of a sponsor": (cast.sponsor, cast.url("organizations:home")),
        "home of a mentor": (cast.mentor, cast.url("organizations:home")),
        "who takes part": (cast.sponsor, cast.url("programs:enrolled", **cohort)),
        "who asks to take part": (cast.sponsor, cast.url("programs:applicants", **cohort)),
        "roster to enrol from": (cast.sponsor, cast.url("programs:enrol", **cohort)),
        "hours": (cast.mentor, cast.url("programs:hours")),
        "research questions": (cast.sponsor, cast.url("programs:questions", **cohort)),
        "cohort": (cast.sponsor, cast.url("programs:cohort", **cohort)),
        "board": (cast.sponsor, cast.url("pairing:board", **cohort)),
        "preview": (cast.sponsor, cast.url("pairing:preview", number=1, **cohort)),
        "pairs": (cast.sponsor, cast.url("pairing:pairs", **cohort)),
        "queue of check-ins": (cast.sponsor, cast.url("checkins:checkins")),
        "the lab": (cast.mentor, cast.url("pairing:pair", pk=cast.pair.pk)),
        "sessions": (cast.mentor, cast.url("sessions:sessions")),
        "notices": (cast.mentor, cast.url("notifications:notices")),
        "people": (cast.admin, cast.url("organizations:people")),
        "invitations": (cast.admin, cast.url("organizations:invitations")),
        "audit log": (cast.admin, cast.url("organizations:audit")),
    }


def with_rows(number: int) -> dict[str, tuple[int, int]]:
    """{page: (its own queries, its frame's)} in an organization with so many rows in each list."""
    return asked_by_lists(rows.fill(assemble(f"Of {number}", f"of{number}.test"), number))


def asked_by_lists(cast, *names):
    """Of these pages, or of all that have lists."""
    return {name: _asked(*told) for name, told in lists(cast).items() if not names or name in names}


def _asked(reader, url):
    client = browser(reader)
    client.get(url)
    with counted() as asked:
        answer = client.get(url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url} answered {answer.status_code}")
    return len(asked.own), len(asked.frame)

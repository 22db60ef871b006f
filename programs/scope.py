"""What is in scope, what isn't and who handles IT: the charter in force on a card, wherever scope is in question (L2).

Higher apps draw it through the page slots "pair" and "session", whose subjects lead to a cohort.
"""

from organizations.registries import page_slots

KEYS = ("mentors", "executives", "it", "out_of_scope")
PLACE = 60


def parts(cohort):
    """Those clauses of the charter in force; none before it is written."""
    charter = cohort.rolecharter_versions.in_force()
    said = {part["key"]: part for part in charter.parts} if charter else {}
    return [said[key] for key in KEYS if key in said]


def panel(membership, cohort):
    found = parts(cohort)
    if not found:
        return None
    context = {"parts": found, "papers_url": membership.url("programs:papers", pk=cohort.pk)}
    return {"template": "programs/_scope_panel.html", "context": context, "place": PLACE}


def on_pair(membership, pair, now):
    return panel(membership, pair.cohort)


def on_session(membership, session, now):
    return panel(membership, session.pair.cohort)


def register():
    page_slots.add(("pair", "scope"), on_pair)
    page_slots.add(("session", "scope"), on_session)

"""What every page of an organization costs beside its own work."""

import pytest

from tests.queries import counted

MOST = 8  # session, account, door, scope, membership, notices, places, and one to spare


def is_nesting(sql):
    """Tests stand in a transaction already: a request of its own needs no savepoint, and nothing to put back after it."""
    return sql.startswith(("SAVEPOINT", "RELEASE", "RESET ROLE", "SELECT set_config"))


@pytest.mark.parametrize("who", ["admin", "sponsor", "executive", "leader", "mentor", "manager"])
def test_the_frame_asks_little_whoever_reads(lab, visit, who):
    browser, url = visit(getattr(lab, who)), lab.url("notifications:notices")
    browser.get(url)
    with counted() as asked:
        browser.get(url)
    for_the_scope = 1
    assert len([sql for sql in asked.frame if not is_nesting(sql)]) + for_the_scope <= MOST, "\n".join(asked.frame)


def test_several_entries_ask_once_what_they_all_want_to_know(lab, visit):
    browser, url = visit(lab.leader), lab.url("notifications:notices")
    with counted() as asked:
        nav = browser.get(url).text
    assert nav.count(lab.url("programs:labs")) == 1
    assert len([sql for sql in asked.frame if "programs_enrolment" in sql]) == 1

import itertools

import pytest
from django.db import ProgrammingError

from notifications.models import Notice
from tests.factories import NOW
from tests.queries import own_queries

from .kinds import DAY


@pytest.fixture
def leave(cast):
    def leave(who, sentence="Daria moved the hour.", **more):
        with cast.works():
            return Notice.leave("trial", getattr(cast, who).person, sentence, now=NOW, **more)

    return leave


def test_one_reads_ones_own(cast, visit, leave):
    leave("leader")
    leave("mentor", "Giulia signed the charter.")
    text = visit(cast.leader).get(cast.url("notifications:notices")).text
    assert "Daria moved the hour." in text
    assert "Giulia signed" not in text
    assert "Notices (1)" in text
    assert "1 new for you." in text


def test_the_count_in_the_frame_stops_at_nine(cast, visit, leave):
    for _ in range(11):
        leave("leader")
    assert "Notices (9+)" in visit(cast.leader).get(cast.url("organizations:home")).text


def test_the_page_without_any_says_what_comes_here(cast, visit):
    text = visit(cast.leader).get(cast.url("notifications:notices")).text
    assert "No notices yet" in text
    assert "Notices (" not in text


def test_opening_one_reads_it_and_leads_to_what_it_is_about(cast, visit, leave):
    home = cast.url("organizations:home")
    notice = leave("leader", url=home)
    browser = visit(cast.leader)
    answer = browser.post(cast.url("notifications:notice_read", pk=notice.pk))
    assert (answer.status_code, answer.url) == (302, home)
    with cast.works():
        read_at = Notice.objects.get().read_at
    assert read_at is not None
    browser.post(cast.url("notifications:notice_read", pk=notice.pk))
    with cast.works():
        assert Notice.objects.get().read_at == read_at


def test_one_without_an_address_leads_back_to_the_list(cast, visit, leave):
    answer = visit(cast.leader).post(cast.url("notifications:notice_read", pk=leave("leader").pk))
    assert answer.url == cast.url("notifications:notices")


def test_all_are_read_at_once_and_only_ones_own(cast, visit, leave):
    for who in ("leader", "leader", "mentor"):
        leave(who)
    browser = visit(cast.leader)
    answer = browser.post(cast.url("notifications:notices_read"), follow=True)
    assert "Nothing new." in answer.text
    with cast.works():
        assert [notice.recipient_id for notice in Notice.objects.unread()] == [cast.mentor.person_id]


def test_anothers_notice_is_not_there(cast, stranger, visit, leave):
    notice = leave("mentor")
    assert visit(cast.leader).post(cast.url("notifications:notice_read", pk=notice.pk)).status_code == 404
    assert visit(stranger.leader).post(cast.url("notifications:notice_read", pk=notice.pk)).status_code == 404
    with cast.works():
        assert Notice.objects.unread().count() == 1


@pytest.mark.parametrize("name", ["notice_read", "notices_read"])
def test_looking_reads_nothing(cast, visit, leave, name):
    kwargs = {"pk": leave("leader").pk} if name == "notice_read" else {}
    assert visit(cast.leader).get(cast.url(f"notifications:{name}", **kwargs)).status_code == 405


def test_the_database_keeps_them_apart(cast, leave):
    leave("mentor")
    with cast.sees("leader"):
        assert Notice.objects.count() == 0
        assert Notice.objects.update(read_at=NOW) == 0
        Notice.leave("trial", cast.mentor.person, "Giulia signed.", now=NOW)  # a fact told in somebody's request
    with pytest.raises(ProgrammingError), cast.sees("mentor"):
        Notice.objects.all().delete()
    with cast.sees("mentor"):
        assert Notice.objects.count() == 2


def test_older_ones_follow_page_by_page(cast, visit, leave):
    for number in range(65):
        leave("leader", f"Number {number:02}.")
    browser, url, found = visit(cast.leader), cast.url("notifications:notices"), []
    while url:
        answer = browser.get(url)
        found.append([str(notice) for notice in answer.context["notices"]])
        url = answer.context["next_url"]
    assert [len(some) for some in found] == [30, 30, 5]
    assert [*itertools.chain(*found)] == [f"Number {number:02}." for number in reversed(range(65))]


def test_a_page_that_follows_nothing_is_not_there(cast, visit):
    assert visit(cast.leader).get(cast.url("notifications:notices"), {"before": "x"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_with_one_and_with_thirty(cast, visit, leave, rows):
    for number in range(rows):
        leave("leader", url=cast.url("organizations:home") if number % 2 else "")
    browser = visit(cast.leader)
    with own_queries(2):
        browser.get(cast.url("notifications:notices"))


def test_time_passes_between_leaving_and_reading(cast, leave):
    notice = leave("leader")
    with cast.sees("leader"):
        assert Notice.objects.of(cast.leader).mark_read(now=NOW + DAY) == 1
        notice.refresh_from_db()
    assert notice.read_at - notice.created_at == DAY

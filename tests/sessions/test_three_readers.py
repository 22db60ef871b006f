"""Whatever a pair plans and changes, programs that are not ours read it as the product says it, in the feed and in the mails."""

import pytest

from tests.sizes import size, tell
from tests.tenancy.still import undone

from . import readers
from .histories import PEOPLE, History

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("db")]
HISTORIES, STEPS = size(2, 60), size(10, 20)


def all_of(found):
    return sorted(hours for its in found.values() for hours in its)


def mailboxes_agree(history):
    for who, mailbox in history.mailboxes.items():
        assert all_of(readers.by_icalendar(mailbox.files())) == history.hours(), who


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    """[(hours, {UID: file} of the feed)] of one partner each, the mailboxes having been looked at on the way."""
    with django_db_blocker.unblock():
        found, done, taken_back = [], 0, 0
        for seed in range(HISTORIES):
            with undone():
                history = History(seed, mailboxes_agree).live(STEPS)
                feeds = {who: readers.split(history.feed(who)) for who in PEOPLE}
                assert feeds["leader"].keys() == feeds["mentor"].keys() == history.mailboxes["leader"].files().keys()
                found.append((history.hours(), feeds[PEOPLE[seed % 2]]))
                done += history.done
                taken_back += history.undone
    assert taken_back
    tell(
        f"{HISTORIES} histories of {done} changes, {taken_back} of them undone, {sum(len(hours) for hours, _ in found)} sessions"
    )
    return found


def agree(lived, found):
    for hours, files in lived:
        assert all_of({uid: found[uid] for uid in files}) == hours


def files_of(lived):
    return {uid: content for _hours, files in lived for uid, content in files.items()}


def test_icalendar_agrees(lived):
    assert any(hours for hours, _files in lived)
    agree(lived, readers.by_icalendar(files_of(lived)))


def test_it_agrees_with_no_knowledge_of_zones_but_the_feeds_own(lived):
    agree(lived, readers.by_icalendar(readers.with_zones_of_their_own(files_of(lived))))


def test_khal_agrees(lived, tmp_path):
    agree(lived, readers.by_khal(files_of(lived), tmp_path))


def test_what_vdirsyncer_brings_from_a_server_agrees(lived, tmp_path):
    synced = readers.by_vdirsyncer(files_of(lived), tmp_path)
    assert len(synced) == len(files_of(lived))
    agree(lived, readers.by_icalendar(synced))
    agree(lived, readers.khal_reads(tmp_path / "synced" / readers.COLLECTION, tmp_path))

"""A calendar program that knows nothing but its mails (RFC 5546): what stands by UID once all of them were read in order."""

import copy
import dataclasses

import icalendar


def parts(letter):
    """[(method as the mail says it, calendar)] of a mail."""
    found = [it for it in letter.message().walk() if it.get_content_type() == "text/calendar"]
    return [(it.get_param("method"), icalendar.Calendar.from_ical(it.get_payload(decode=True))) for it in found]


@dataclasses.dataclass
class Item:
    sequence: int
    zones: list
    master: icalendar.Event | None = None
    single: dict = dataclasses.field(default_factory=dict)  # {the moment of the rule: its event}


class Mailbox:
    """Takes the mails of one person; refuses what no program could follow."""

    def __init__(self):
        self.items = {}
        self.organizers = {}

    def take(self, letter):
        for method, calendar in parts(letter):
            assert method == str(calendar["method"])
            events = calendar.walk("VEVENT")
            (uid,) = {str(event["uid"]) for event in events}
            (sequence,) = {int(event["sequence"]) for event in events}
            assert {str(event["organizer"]) for event in events} == {self._organizer(uid, events[0])}
            before = self.items.get(uid)
            assert before is None or sequence > before.sequence, "a change that a program takes for an old one"
            self.items[uid] = getattr(self, f"_{method.lower()}")(before, sequence, calendar, events)

    def _organizer(self, uid, event):
        return self.organizers.setdefault(uid, str(event["organizer"]))

    @staticmethod
    def _request(before, sequence, calendar, events):
        item = Item(sequence, calendar.walk("VTIMEZONE"))
        for event in events:
            if "recurrence-id" in event:
                item.single[event["recurrence-id"].dt] = event
            else:
                assert item.master is None
                item.master = event
        if item.master is None:  # single hours of what was told before
            item.master, item.single = before.master, before.single | item.single
        return item

    @staticmethod
    def _cancel(before, sequence, calendar, events):
        gone = [event["recurrence-id"].dt for event in events if "recurrence-id" in event]
        if not gone:
            return Item(sequence, [])
        master = copy.deepcopy(before.master)
        master.add("exdate", gone)
        single = {slot: event for slot, event in before.single.items() if slot not in gone}
        return Item(sequence, before.zones, master, single)

    def files(self):
        """{UID: a calendar as a program would keep it}"""
        return {uid: self._file(item) for uid, item in self.items.items() if item.master}

    @staticmethod
    def _file(item):
        calendar = icalendar.Calendar()
        calendar.add("prodid", "-//Test//Mailbox//EN")
        calendar.add("version", "2.0")
        for part in (*item.zones, item.master, *item.single.values()):
            calendar.add_component(part)
        return calendar.to_ical()

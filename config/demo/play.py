"""The moving now: a list of who does what when, played in order, with the product's own clock swept each evening."""

import datetime
import heapq
import itertools

from notifications.models import Due
from notifications.sweep import PASSED, sweep_until_idle

DAY = datetime.timedelta(days=1)
EVENING = datetime.time(
    17, tzinfo=datetime.UTC
)  # late enough for every prep card of the next day, before night anywhere


class Stumbled(RuntimeError):
    """The clock could not do something: the story would go on without it, and nobody would know."""


class Play:
    """`at(moment, action)` puts down what happens; `run` plays it up to `until`, calling action(moment)."""

    def __init__(self, start, until, tell=lambda done, total, moment: None):
        self.start, self.until, self.tell = start, until, tell
        self.each_evening = []
        self.clock_did_something = False
        self._waiting, self._order = [], itertools.count()

    def at(self, moment, action):
        """What lies after `until` is still to come when the play ends: it never happens."""
        if moment <= self.until:
            heapq.heappush(self._waiting, (moment, next(self._order), action))

    def run(self):
        evenings = [*self._evenings(), self.until]
        for n, evening in enumerate(evenings, 1):
            self._act_until(evening)
            self.clock_did_something = self._sweep(evening)
            for look in self.each_evening:
                look(evening)
            self.tell(n, len(evenings), evening)

    def _evenings(self):
        evening = datetime.datetime.combine(self.start.date(), EVENING)
        while evening < self.until:
            yield evening
            evening += DAY

    def _act_until(self, evening):
        while self._waiting and self._waiting[0][0] <= evening:
            moment, _order, action = heapq.heappop(self._waiting)
            action(moment)

    @staticmethod
    def _sweep(now):
        """Whether the clock did anything: where it did not, nothing is new."""
        outcome = sweep_until_idle(now, beat=False)
        if set(outcome) - {Due.State.DONE, Due.State.DROPPED, PASSED}:
            raise Stumbled(f"On {now:%d %B %Y} the clock could not do all that was due: {dict(outcome)}")
        return outcome[Due.State.DONE] > 0

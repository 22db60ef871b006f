"""A cohort's people, read once for a page; every row of a run meets them here.

Each table is read by its keys and none is joined. Row policies make each join look like one of a single row until the tables'
statistics are gathered: people enrolled a minute ago were then read anew for each other row, two thousand times sixteen thousand.
"""

from . import access


class People(dict):
    """{id as text: Enrolment} of those whom a sponsor may pair, in order of name; `everyone` has also who withdrew or left."""

    def __init__(self, everyone):
        super().__init__((str(it.pk), it) for it in everyone if it.is_active and not it.person.left_on)
        self.everyone = {it.pk: it for it in everyone}
        self._place = {pk: place for place, pk in enumerate(self.everyone)}

    def place(self, leader):
        """Where this leader's enrolment stands in the order of names."""
        return self._place[leader]

    def meet(self, rows):
        """Rows about a leader with the people whom they name, in order of the leader's name."""
        return sorted(filter(self._meets, rows), key=lambda it: self.place(it.leader_id))

    def knows(self, *ids):
        """Between two reads someone may have come under a sponsor who looks after them: they are met the next time."""
        return all(it in self.everyone for it in ids)

    def _meets(self, row):
        named = {name: row.__dict__.get(f"{name}_id") for name in ("leader", "mentor", "runner_up")}
        named = {name: pk for name, pk in named.items() if pk}
        for name, pk in named.items():
            if self.knows(pk):
                setattr(row, name, self.everyone[pk])
        return self.knows(*named.values())


def people_of(membership, cohort):
    everyone = access.everyone_to_pair(membership, cohort).met()
    for it in everyone:
        it.person.organization = cohort.organization
    return People(everyone)

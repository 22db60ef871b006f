"""Pages that many apps write on: their own queries are few, and as many for one cohort, pair or person as for several."""

import pytest

from programs.models import Cohort
from tests.bench import queries, rows
from tests.cast import assemble
from tests.factories import NOW
from tests.factories import lab as make

MOST = 12


def test_a_list_costs_the_same_with_few_rows_and_with_many(db):
    few, many = (queries.asked_by_lists(rows.fill(assemble(f"Of {n}", f"of{n}.test"), n)) for n in (2, 20))
    assert few == many
    assert {name: own for name, (own, _) in many.items() if own > MOST} == {}


@pytest.mark.parametrize("state", Cohort.State.values)
def test_a_cohorts_page_and_its_sponsors_home_cost_little_in_every_state(cast, state):
    rows.fill(cast, 1)
    with cast.works():
        Cohort.objects.update(state=state, rests_since=NOW if state == Cohort.State.PAUSED else None)
    asked = queries.asked_by_lists(cast, "cohort", "home of a sponsor")
    assert {name: own for name, (own, _) in asked.items() if own > MOST} == {}


def test_a_second_cohort_that_pairs_costs_its_sponsor_nothing_more(cast):
    rows.fill(cast, 2)
    one = queries.asked_by_lists(cast, "home of a sponsor")["home of a sponsor"]
    with cast.works():
        for _ in range(4):
            make.CohortSponsorFactory(cohort=make.CohortFactory(), person=cast.sponsor.person)
    assert queries.asked_by_lists(cast, "home of a sponsor")["home of a sponsor"] == one


def test_a_second_place_costs_a_participant_nothing_more(cast):
    rows.fill(cast, 2)
    one = queries.asked_by_lists(cast, "home of a mentor")["home of a mentor"]
    with cast.works():
        for _ in range(4):
            make.EnrolmentFactory(cohort=make.CohortFactory(), person=cast.mentor.person, role="mentor")
    assert queries.asked_by_lists(cast, "home of a mentor")["home of a mentor"] == one

import math
import random
import subprocess
import sys

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from metrics.statistics import (
    WORDS,
    difference_in_differences,
    mean,
    paired_change,
    power,
    share,
    smallest_effect,
    welch_df,
)

# Cushny and Peebles (1905), hours of sleep gained with two drugs, ten patients: Student's own example.
FIRST_DRUG = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND_DRUG = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
ZEROS = [0.0] * 10

numbers = st.floats(-1000, 1000).map(lambda x: round(x, 3))
samples = st.lists(numbers, min_size=2, max_size=15)
shapes = settings(deadline=None, max_examples=60)


def paired(n):
    return st.lists(st.tuples(numbers, numbers), min_size=n, max_size=12).map(
        lambda rows: tuple(map(list, zip(*rows, strict=True)))
    )


# Against published figures.


def test_paired_change_agrees_with_students_example():
    found = paired_change(FIRST_DRUG, SECOND_DRUG)
    assert found.value == pytest.approx(1.58)
    assert (found.low, found.high) == pytest.approx((0.7001142, 2.4598858), abs=1e-7)
    assert (found.n, found.wording) == (10, "changed_by")


def test_the_comparison_agrees_with_welchs_interval():
    found = difference_in_differences(ZEROS, FIRST_DRUG, ZEROS, SECOND_DRUG)
    assert found.value == pytest.approx(-1.58)
    assert (found.low, found.high) == pytest.approx((-3.3654832, 0.2054832), abs=1e-7)
    assert (found.n, found.n_comparison, found.wording) == (10, 10, "too_few")


def test_welchs_degrees_of_freedom():
    spread = [math.sqrt(sum((x - sum(d) / 10) ** 2 for x in d) / 90) for d in (FIRST_DRUG, SECOND_DRUG)]
    assert welch_df(spread[0], 9, spread[1], 9) == pytest.approx(17.776, abs=5e-4)


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_shares_agree_with_newcombes_table(yes, n, low, high):
    """R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    found = share(yes, n)
    assert found.value == yes / n
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_power_agrees_with_known_values():
    assert power(1 / math.sqrt(2 / 20), 38) == pytest.approx(0.8689528, abs=1e-6)
    assert power(0.5 * math.sqrt(34), 33) == pytest.approx(0.8078, abs=1e-4)
    assert power(0, 9) == pytest.approx(0.05)


def test_smallest_effect_agrees_with_cohens_sample_sizes():
    """34 pairs, and 64 people in each of two groups, are the first that see half a standard deviation."""
    assert smallest_effect(1 / math.sqrt(34), 33) < 0.5 < smallest_effect(1 / math.sqrt(33), 32)
    assert smallest_effect(math.sqrt(2 / 64), 126) < 0.5 < smallest_effect(math.sqrt(2 / 63), 124)


def test_the_interval_of_a_mean():
    found = mean([2, 4, 4, 4, 5, 5, 7, 9])
    assert found.value == 5
    assert (found.low, found.high) == pytest.approx((3.2125117, 6.7874883), abs=1e-6)


# What may be said.


def test_five_people_are_too_few_however_clear():
    assert paired_change([0, 0, 0, 0, 0], [9, 10, 9, 10, 9]).wording == "too_few"
    assert paired_change([0] * 6, [9, 10, 9, 10, 9, 9]).wording == "changed_by"


def test_the_smaller_group_decides():
    clear, flat = [9, 10, 9, 10, 9, 9, 10], [0, 1, 0, 1, 0, 1, 1]
    assert difference_in_differences([0] * 7, clear, [0] * 7, flat).wording == "estimated_effect"
    assert difference_in_differences([0] * 7, clear, [0] * 5, flat[:5]).wording == "too_few"


def test_no_change_is_seen_only_where_a_worthwhile_one_would_be():
    before, after = [3.0] * 8, [3.1, 2.9, 3.0, 3.1, 2.9, 3.0, 3.1, 2.9]
    assert paired_change(before, after).wording == "too_few"
    assert paired_change(before, after, worth=0.5).wording == "no_change_seen"
    assert paired_change(before, after, worth=-0.5).wording == "no_change_seen"
    assert paired_change(before, after, worth=0.01).wording == "too_few"


def test_one_person_has_no_interval():
    found = paired_change([3], [5])
    assert (found.value, found.low, found.high, found.smallest, found.wording) == (2, None, None, None, "too_few")
    alone = difference_in_differences([3], [5], [1, 2], [2, 2])
    assert (alone.value, alone.low, alone.wording) == (1.5, None, "too_few")
    assert mean([4]).low is None


def test_where_nothing_varies_the_interval_is_a_point():
    found = paired_change([1] * 6, [2] * 6)
    assert (found.low, found.high, found.smallest, found.wording) == (1, 1, None, "changed_by")
    both = difference_in_differences([1] * 6, [2] * 6, [1] * 7, [1] * 7)
    assert (both.low, both.high) == (1, 1)


def test_words_never_claim_a_cause():
    assert not any(word in text for text in WORDS.values() for word in ("caused", "proves", "thanks to", "because"))


# Errors.


@pytest.mark.parametrize("values", [[], [1.0, math.nan], [math.inf]])
def test_values_must_be_there_and_finite(values):
    with pytest.raises(ValueError, match="finite"):
        mean(values)


def test_before_and_after_must_pair():
    with pytest.raises(ValueError, match="don't pair"):
        paired_change([1, 2], [1])


@pytest.mark.parametrize(("yes", "n"), [(0, 0), (3, 2), (-1, 5)])
def test_a_share_needs_people(yes, n):
    with pytest.raises(ValueError, match="no share"):
        share(yes, n)


# Properties.


@shapes
@given(paired(2))
def test_swapping_before_and_after_turns_the_sign(rows):
    there, back = paired_change(*rows), paired_change(*reversed(rows))
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low))
    assert (there.smallest, there.wording) == (back.smallest, back.wording)


@shapes
@given(paired(2), paired(2))
def test_swapping_the_groups_turns_the_sign(ours, theirs):
    there, back = difference_in_differences(*ours, *theirs), difference_in_differences(*theirs, *ours)
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low))


@shapes
@given(paired(2), st.sampled_from([0.01, 60, 1000]))
def test_the_unit_scales_everything(rows, factor):
    scaled = [[value * factor for value in each] for each in rows]
    small, large = paired_change(*rows), paired_change(*scaled)
    assert (large.value, large.low, large.high) == pytest.approx(
        (small.value * factor, small.low * factor, small.high * factor), rel=1e-6, abs=1e-9
    )


@shapes
@given(samples)
def test_the_mean_lies_in_its_interval(values):
    found = mean(values)
    assert found.low <= found.value <= found.high
    assert min(values) - 1e-9 <= found.value <= max(values) + 1e-9


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_shares_stay_between_none_and_all(counted):
    yes, n = counted
    found, rest = share(yes, n), share(n - yes, n)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert (found.low, found.high) == pytest.approx((1 - rest.high, 1 - rest.low))


@shapes
@given(st.integers(2, 200), st.floats(0.01, 100))
def test_the_smallest_effect_is_found_four_times_in_five(n, se):
    effect = smallest_effect(se, n - 1)
    assert power(effect / se, n - 1) == pytest.approx(0.8, abs=1e-6)


@shapes
@given(paired(3), paired(3))
def test_welchs_degrees_lie_between_the_smaller_group_and_both(ours, theirs):
    n, m = len(ours[0]) - 1, len(theirs[0]) - 1
    assume(n and m)
    spread = [abs(ours[0][0]) + 0.1, abs(theirs[0][0]) + 0.1]
    assert min(n, m) - 1e-9 <= welch_df(spread[0], n, spread[1], m) <= n + m + 1e-9


def test_nineteen_intervals_in_twenty_cover_the_truth():
    draw = random.Random(5)
    truths = [
        paired_change([draw.gauss(3, 1) for _ in range(10)], [draw.gauss(4, 1) for _ in range(10)]) for _ in range(400)
    ]
    assert 0.92 <= sum(each.low <= 1 <= each.high for each in truths) / 400 <= 0.98


def test_the_module_does_not_load_scipy():
    code = "import sys, metrics.statistics; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

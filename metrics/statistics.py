"""Estimates with n, a 95 % interval and the smallest effect that this n could have shown (PROTOCOL M3).

Effects are described, never explained: "changed by" and "estimated effect", or "too few to tell".
scipy is imported where it is needed: it takes seconds, and most pages need none of it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from organizations.wording import gettext_noop

CONFIDENCE = 0.95
POWER = 0.8
TOO_FEW_TO_REACH = 5

Wording = Literal["mean", "share", "changed_by", "estimated_effect", "no_change_seen", "too_few"]
WORDS: dict[Wording, str] = {
    "mean": gettext_noop("%(value)s on average"),
    "share": gettext_noop("%(value)s of %(n)d people"),
    "changed_by": gettext_noop("changed by %(value)s"),
    "estimated_effect": gettext_noop("estimated effect: %(value)s"),
    "no_change_seen": gettext_noop("no change seen that would matter for the target"),
    "too_few": gettext_noop("too few to tell"),
}


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval, in the unit of what was measured; None where n allows no interval.

    `n` counts people (or teams), `n_comparison` those of the comparison group. `smallest` is the smallest true effect
    that would be found in 80 % of such studies; None where it isn't an effect, or nothing varies.
    """

    value: float
    low: float | None
    high: float | None
    n: int
    wording: Wording
    n_comparison: int | None = None
    smallest: float | None = None


def mean(values: Sequence[float]) -> Estimate:
    """The mean with Student's t interval. ValueError for no values or ones that aren't finite."""
    value, se, df = summary(values)
    low, high = around(value, se, df)
    return Estimate(value, low, high, len(values), "mean")


def paired_change(before: Sequence[float], after: Sequence[float], worth: float | None = None) -> Estimate:
    """The mean difference after − before of the same people, in the same order, with Student's t interval.

    `worth` is the change that the target asks for, in the same unit. ValueError where lengths differ.
    """
    value, se, df = summary(differences(before, after))
    low, high = around(value, se, df)
    found = Estimate(value, low, high, len(before), "changed_by", smallest=smallest_effect(se, df))
    return worded(found, worth)


def difference_in_differences(
    before: Sequence[float],
    after: Sequence[float],
    comparison_before: Sequence[float],
    comparison_after: Sequence[float],
    worth: float | None = None,
) -> Estimate:
    """How much more participants changed than the comparison group: difference of mean changes, Welch's interval."""
    ours, our_se, our_df = summary(differences(before, after))
    theirs, their_se, their_df = summary(differences(comparison_before, comparison_after))
    se, df = math.hypot(our_se, their_se), welch_df(our_se, our_df, their_se, their_df)
    low, high = around(ours - theirs, se, df)
    found = Estimate(ours - theirs, low, high, len(before), "estimated_effect", len(comparison_before))
    return worded(replace(found, smallest=smallest_effect(se, df)), worth)


def share(yes: int, n: int) -> Estimate:
    """The share of `yes` in `n` with Wilson's score interval (1927), which stays within 0 and 1 for any n."""
    if not 0 <= yes <= n or n == 0:
        raise ValueError(f"{yes} of {n} is no share.")
    z = normal_quantile((1 + CONFIDENCE) / 2)
    p, spread = yes / n, z * z / n
    middle, half = p + spread / 2, z * math.sqrt(p * (1 - p) / n + spread / (4 * n))
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    return Estimate(p, max(0.0, low) if yes else 0.0, min(1.0, high) if yes < n else 1.0, n, "share")


def worded(found: Estimate, worth: float | None = None) -> Estimate:
    """The estimate with what may be said of it.

    Up to five people can't reach 5 % in an exact test, whatever they answer. An interval that contains 0 says that
    nothing was seen; only one that leaves no room for a change of `worth` says that there was none to see.
    """
    if found.low is None or found.high is None or smaller_group(found) <= TOO_FEW_TO_REACH:
        return replace(found, wording="too_few")
    if found.low > 0 or found.high < 0:
        return found
    precise = worth is not None and max(-found.low, found.high) < abs(worth)
    return replace(found, wording="no_change_seen" if precise else "too_few")


def smaller_group(found: Estimate) -> int:
    """The number of people in the smaller of the groups that are compared."""
    return found.n if found.n_comparison is None else min(found.n, found.n_comparison)


def differences(before: Sequence[float], after: Sequence[float]) -> list[float]:
    """after − before, person by person."""
    if len(before) != len(after):
        raise ValueError(f"{len(before)} values before and {len(after)} after don't pair.")
    return [later - earlier for earlier, later in zip(before, after, strict=True)]


def summary(values: Sequence[float]) -> tuple[float, float, int]:
    """Mean, standard error (0 for a single value) and degrees of freedom."""
    n = len(values)
    if not n or not all(map(math.isfinite, values)):
        raise ValueError("There are no values, or some aren't finite.")
    value = math.fsum(values) / n
    squares = math.fsum((each - value) ** 2 for each in values)
    return value, math.sqrt(squares / (n - 1) / n) if n > 1 else 0.0, n - 1


def around(value: float, se: float, df: float) -> tuple[float, float] | tuple[None, None]:
    """The t interval around an estimate; none without degrees of freedom."""
    if df <= 0:
        return None, None
    half = t_quantile((1 + CONFIDENCE) / 2, df) * se
    return value - half, value + half


def welch_df(one_se: float, one_df: int, other_se: float, other_df: int) -> float:
    """Degrees of freedom of Welch and Satterthwaite (1947); 0 where a group has a single person."""
    if not one_df or not other_df:
        return 0
    if not (one_se or other_se):
        return one_df + other_df
    # Shares instead of fourth powers of the errors themselves: those of tiny values would vanish.
    share_of_one = 1 / (1 + (other_se / one_se) ** 2) if one_se else 0.0
    return 1 / (share_of_one**2 / one_df + (1 - share_of_one) ** 2 / other_df)


def smallest_effect(se: float, df: float) -> float | None:
    """The true effect that a two-sided 5 % t test with this standard error finds with 80 % power."""
    if df <= 0 or se == 0:
        return None
    from scipy.optimize import brentq

    most = 1.0
    while power(most, df) < POWER:
        most *= 2
    return float(brentq(lambda noncentrality: power(noncentrality, df) - POWER, 0, most)) * se


def power(noncentrality: float, df: float) -> float:
    """The chance that a two-sided 5 % t test rejects, for a true effect of that many standard errors."""
    from scipy.special import nctdtr  # scipy.stats has these too, and takes three times as long to load

    edge = t_quantile((1 + CONFIDENCE) / 2, df)
    # The lower tail by symmetry; below 1e-12 it is nothing, and scipy gives NaN far out.
    lower = 1 - nctdtr(df, -noncentrality, edge) if noncentrality < 7 else 0.0
    return float(1 - nctdtr(df, noncentrality, edge) + lower)


def t_quantile(probability: float, df: float) -> float:
    """The quantile of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(df, probability))


def normal_quantile(probability: float) -> float:
    """The quantile of the standard normal."""
    from statistics import NormalDist

    return NormalDist().inv_cdf(probability)

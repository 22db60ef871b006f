"""Medians of interleaved rounds: what the machine does meanwhile falls on all variants alike."""

import random
import statistics
import time
from collections.abc import Callable, Mapping


def medians(variants: Mapping[str, Callable[[], object]], *, rounds: int, seed: int = 1) -> dict[str, float]:
    """Seconds that each variant takes, each called once a round in an order drawn anew, after one call unmeasured."""
    drawn, took = random.Random(seed), {name: [] for name in variants}
    for act in variants.values():
        act()
    for _ in range(rounds):
        for name in drawn.sample(sorted(variants), len(variants)):
            start = time.perf_counter()
            variants[name]()
            took[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in took.items()}

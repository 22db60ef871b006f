"""The pairing engine over one plain assignment of the same scores; with how much memory it takes."""

import resource
import time

from pairing.engine.features import Weights
from pairing.engine.prices import prices
from pairing.engine.proposal import explained, lay_board
from pairing.engine.solve import solve
from tests.pairing.shape import for_engine, organization


def over_a_plain_assignment(size):
    """(times of one plain assignment: score, solve, floor and all prices; the same with all explained; GB at the peak)"""
    told = for_engine(organization(3 * size), size, size)
    began = time.perf_counter()
    board = lay_board(*told, Weights())
    solution = solve(board.problem)
    found = prices(board.problem, solution)
    priced = time.perf_counter()
    explained(board, solution, found)
    ended = time.perf_counter()
    plain = _plain(board.score)
    return (priced - began) / plain, (ended - began) / plain, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _plain(score, rounds=3):
    from scipy.optimize import linear_sum_assignment

    def once():
        began = time.perf_counter()
        linear_sum_assignment(score, maximize=True)
        return time.perf_counter() - began

    return min(once() for _ in range(rounds))

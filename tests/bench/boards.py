"""The board with two hundred pairs and with two thousand: ten times the people may take ten times as long, and no more."""

from pairing import actions
from tests.cast import assemble
from tests.factories import NOW
from tests.pairing.shaped import open_shaped

from .pages import get
from .rounds import medians
from .world import browser

FEW, MANY = 200, 2000
SIGHT = {"goal": 20, "tension": 10, "strategic": 60, "access": 10}


def with_many_over_few(rounds: int) -> dict[str, tuple[float, float, float]]:
    """{page: (seconds with few, seconds with many, times as long)}, before anything is known of the tables' new rows."""
    few, many = (_times(_cohort(size), rounds) for size in (FEW, MANY))
    return {name: (few[name], many[name], many[name] / few[name]) for name in few}


def _cohort(size):
    """With two runs, so that there is something to compare."""
    cast = open_shaped(assemble(f"Board of {size}", f"board{size}.test"), size, size)
    with cast.works():
        for weights in (actions.USUAL, SIGHT):
            cast.run = actions.propose(cast.cohort, by=cast.sponsor, now=NOW, weights=weights)
        cast.asking = cast.run.proposals.first().leader_id
    return cast


def pages(cast):
    """{name: address}"""
    cohort = {"pk": cast.cohort.pk}
    board = cast.url("pairing:board", **cohort)
    return {
        "board": board,
        "tab of what moved": f"{board}?show=moved",
        "search for a name": f"{board}?q=Nowak",
        "unfolded": cast.url("pairing:leader", number=2, leader=cast.asking, **cohort),
        "comparison": cast.url("pairing:comparison", number=1, other=2, **cohort),
        "preview": cast.url("pairing:preview", number=2, **cohort),
    }


def _times(cast, rounds):
    client = browser(cast.sponsor)
    acts = {name: lambda url=url: get(client, url) for name, url in pages(cast).items()}
    return medians(acts, rounds=rounds)

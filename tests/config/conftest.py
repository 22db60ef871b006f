import pytest

from config.services import places
from config.services.servers import Postgres
from tests.config.clone import Clone


@pytest.fixture
def clone(tmp_path):
    made = Clone(tmp_path / "clone")
    yield made
    made.remove()


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A clone that is up, shared by the tests of a module; each leaves it up."""
    made = Clone(tmp_path_factory.mktemp("running") / "clone")
    made.start()
    made.hear("Ctrl-C stops everything")
    yield made
    made.remove()


@pytest.fixture(scope="session")
def new_cluster(tmp_path_factory):
    """The files of a new database cluster, to be copied: making one takes longer than most tests here."""
    place = places.Place(tmp_path_factory.mktemp("new"), tmp_path_factory.mktemp("sockets"))
    Postgres(place, ephemeral=False).prepare()
    return place.data / "pg"

import copy
import pathlib

import pytest

from notifications.news import news

from .kinds import NEWS, Trial

TEMPLATES = pathlib.Path(__file__).parent / "templates"


@pytest.fixture
def trial():
    kind = Trial()
    kind.register()
    yield kind
    kind.unregister()


@pytest.fixture(autouse=True)
def news_of_our_own():
    """Mails and notices for trial are news like the product's."""
    news.add(NEWS)
    yield
    news.remove(NEWS)


@pytest.fixture(autouse=True)
def mail_of_our_own(settings):
    """Adds mail/trial.txt and .html to the product's templates."""
    changed = copy.deepcopy(settings.TEMPLATES)
    changed[0]["DIRS"] = [*changed[0]["DIRS"], TEMPLATES]
    settings.TEMPLATES = changed

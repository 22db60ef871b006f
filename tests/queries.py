"""How often a page asks the database for its own sake; what its frame asks is counted apart.

The frame is what every page of an organization costs: the session, the door, the scope's settings, and what
organizations.frame asks of the registries for navigation and footer. A new entry there moves one figure, not every page's.
"""

import contextlib
import dataclasses
import sys

from django.db import connection


@dataclasses.dataclass
class Asked:
    own: list[str] = dataclasses.field(default_factory=list)
    frame: list[str] = dataclasses.field(default_factory=list)

    def _take(self, execute, sql, params, many, context):
        (self.own if _for_the_page() else self.frame).append(sql)
        return execute(sql, params, many, context)


@contextlib.contextmanager
def counted():
    asked = Asked()
    with connection.execute_wrapper(asked._take):
        yield asked


def _for_the_page():
    """Whether a view is at work, and not for the frame that its template extends. The innermost of the two says it."""
    call = sys._getframe(1)
    while call is not None:
        module = call.f_globals.get("__name__", "")
        if module == "organizations.frame":
            return False
        if ".views" in module and not module.startswith(("django.", "allauth.")):
            return True
        call = call.f_back
    return False


@contextlib.contextmanager
def own_queries(number):
    """Fails with the statements if the page in the block asked another number of them."""
    with counted() as asked:
        yield asked
    assert len(asked.own) == number, "\n".join([f"{len(asked.own)} queries, not {number}:", *asked.own])

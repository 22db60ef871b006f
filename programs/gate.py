"""The gate of a cohort's state: every registered clause of that state, asked anew each time.

A gate bears the name of the state that is left: "draft", "designing", "enrolling", "pairing", "running", "closing".
"""

from dataclasses import dataclass

from organizations.registries import Missing, gate_clauses


@dataclass(frozen=True)
class Gate:
    standing: tuple[str, ...]  # what stands, in words
    missing: tuple[Missing, ...]

    @property
    def is_open(self):
        return not self.missing

    @property
    def saw(self):
        """What a step records."""
        return list(self.standing)


class GateClosed(Exception):
    """The step cannot be taken: `missing` says why."""

    def __init__(self, missing):
        super().__init__(", ".join(str(item.says) for item in missing))
        self.missing = missing


def gate_of(cohort, now):
    asked = [(clause, clause.ask(cohort, now)) for clause in gate_clauses if clause.gate == cohort.state]
    return Gate(
        standing=tuple(clause.says(cohort) for clause, missing in asked if missing is None),
        missing=tuple(missing for _, missing in asked if missing is not None),
    )

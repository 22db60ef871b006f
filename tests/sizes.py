"""Proofs come in two sizes: small in `make test`, full in `make proof`. Their tests carry the mark `proof`."""

import os
from typing import TypeVar

Size = TypeVar("Size")
FULL = os.environ.get("PROOF") == "1"


def size(small: Size, full: Size) -> Size:
    return full if FULL else small

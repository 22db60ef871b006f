"""Proofs come in two sizes: small in `make test`, full in `make proof`. Their tests carry the mark `proof`."""

import os
import sys
from typing import TypeVar

Size = TypeVar("Size")
FULL = os.environ.get("PROOF") == "1"


def size(small: Size, full: Size) -> Size:
    return full if FULL else small


def tell(sentence: str) -> None:
    """A figure, shown by `make proof`."""
    sys.stdout.write(f"{sentence}\n")

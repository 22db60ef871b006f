"""Pages on paper: a template of templates/print and plain data make a PDF, tagged, with its title and language.

Made by typst, with the house's letters and those it brings along: nothing is read from the system. Words are data, never markup.
"""

import contextlib
import functools
import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES, LETTERS = ROOT / "templates" / "print", ROOT / "static" / "fonts" / "print"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def pdf(template: str, data: dict[str, Any], *, language: str, now: datetime) -> bytes:
    """`language` is a code such as "en-us". Where a letter is in no font, the page still comes, without the seal of PDF/UA."""

    def made(seals: list[Literal["ua-1"]]) -> bytes:
        return typst.compile(
            _source(template),
            root=TEMPLATES,
            sys_inputs=_inputs(data, language),
            timestamp=now.replace(microsecond=0),
            font_paths=_letters(),
            pdf_standards=[*seals],
        )

    with contextlib.suppress(typst.TypstError):
        return made(["ua-1"])
    return made([])


@dataclass(frozen=True)
class Fit:
    """In which type a page fills its sheet, and how many lines it is too long for the smallest that it may be set in."""

    points: float
    over: int


def fit(template: str, data: dict[str, Any], *, language: str) -> Fit:
    source, inputs = _source(template), _inputs(data, language)
    found = typst.query(
        source, "<fit>", field="value", one=True, root=TEMPLATES, font_paths=_letters(), sys_inputs=inputs
    )
    return Fit(**json.loads(found))


def _source(template: str) -> Path:
    return TEMPLATES / f"{template}.typ"


def _inputs(data: dict[str, Any], language: str) -> dict[str, str]:
    return {"data": json.dumps(_clean({**data, "language": language.split("-")[0]}))}


def _clean(value: Any) -> Any:
    """Without what no printer can draw."""
    if isinstance(value, dict):
        return {key: _clean(it) for key, it in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(it) for it in value]
    return _CONTROL.sub(" ", value.replace("\r\n", "\n")) if isinstance(value, str) else value


@functools.cache
def _letters() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(LETTERS)])

"""Make static/css/bundle.css of the style sheets that index.css lists, in its order: `python -m config.bundle`."""

import re
from pathlib import Path

CSS = Path(__file__).resolve().parent.parent / "static" / "css"
BUNDLE = CSS / "bundle.css"

_IMPORT = re.compile(r'^@import url\("([^"]+)"\);', re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*")


def sheets(folder: Path = CSS) -> list[Path]:
    """The style sheets named by index.css, in order."""
    return [folder / name for name in _IMPORT.findall((folder / "index.css").read_text())]


def squeeze(css: str) -> str:
    """The same rules without comments, indents and empty lines."""
    return _SPACE.sub("\n", _COMMENT.sub("", css)).strip()


def bundle(folder: Path = CSS) -> str:
    """The text of the bundle. @layer makes the order of rules independent of concatenation; layers.css comes first."""
    return "\n".join(squeeze(sheet.read_text()) for sheet in sheets(folder)) + "\n"


def main() -> None:
    """Write the bundle beside its parts."""
    BUNDLE.write_text(bundle())


if __name__ == "__main__":
    main()

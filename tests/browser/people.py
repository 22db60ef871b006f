"""Somebody at a browser: goes to pages, fills forms by the names of their fields, presses buttons by what they say.

`InChromium` is a real one; `ByRequest` reads the same pages and sends the same forms without a browser, a hundred times as fast. A
path is played by a few people in Chromium and by the others by request.
"""

import urllib.parse
from html.parser import HTMLParser

from django.test import Client

NOT_SENT = {"submit", "button", "image", "reset", "file"}


class InChromium:
    def __init__(self, page):
        self.page = page

    def go(self, url):
        answer = self.page.goto(url)
        assert answer.status < 400, f"{url}: {answer.status}"
        return self

    @property
    def text(self):
        return self.page.locator("body").inner_text()

    @property
    def path(self):
        return urllib.parse.urlsplit(self.page.url).path

    def follow(self, link):
        self.page.get_by_role("link", name=link).first.click()
        self.page.wait_for_load_state()
        return self

    def submit(self, button, **fields):
        pressed = self.page.get_by_role("button", name=button).first
        form = pressed.locator("xpath=ancestor::form")
        for name, value in fields.items():
            for each in value if isinstance(value, list) else [value]:
                self._fill(form.locator(f'[name="{name}"]'), str(each))
        pressed.click()
        self.page.wait_for_load_state()
        self.page.wait_for_timeout(50)
        return self

    @staticmethod
    def _fill(field, value):
        kind = field.first.evaluate("it => it.type || it.tagName.toLowerCase()")
        if kind in ("radio", "checkbox"):
            field.and_(field.page.locator(f'[value="{value}"]')).first.check(force=True)
        elif kind.startswith("select"):
            field.first.select_option(value)
        else:
            field.first.fill(value)


class ByRequest:
    def __init__(self, account):
        self.client = Client()
        self.client.force_login(account)

    def go(self, url):
        return self._take(self.client.get(url, follow=True))

    def _take(self, answer):
        assert answer.status_code < 400, f"{answer.request['PATH_INFO']}: {answer.status_code}"
        self.answer, self.page = answer, _Forms()
        self.page.feed(answer.content.decode())
        return self

    @property
    def text(self):
        return " ".join(self.page.words)

    @property
    def path(self):
        return self.answer.request["PATH_INFO"]

    def follow(self, link):
        found = [url for said, url in self.page.links if link in said]
        assert found, f"{self.path} has no link {link!r}"
        return self.go(found[0])

    def submit(self, button, **fields):
        form = next((form for form in self.page.forms if any(button in said for said, _ in form["buttons"])), None)
        buttons = [said for form in self.page.forms for said, _ in form["buttons"]]
        assert form, f"{self.path} has no button {button!r}, only {buttons}"
        unknown = set(fields) - form["known"]
        assert not unknown, f"{self.path}: the form of {button!r} has no {unknown}, only {form['known']}"
        pressed = next(sent for said, sent in form["buttons"] if button in said)
        data = form["fields"] | pressed | fields
        return self._take(self.client.post(form["action"] or self._address, data, follow=True))

    @property
    def _address(self):
        query = self.answer.request.get("QUERY_STRING")
        return f"{self.path}?{query}" if query else self.path


class _Forms(HTMLParser):
    """The forms of a page with what they would send, and its words."""

    def __init__(self):
        super().__init__()
        self.forms, self.links, self.words = [], [], []
        self.form = self.inside = self.select = None

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag == "form":
            self.form = {"action": at.get("action", ""), "fields": {}, "known": set(), "buttons": []}
            self.forms.append(self.form)
        elif tag == "a":
            self.inside = ("a", at.get("href"), [])
        elif self.form is not None and tag in ("input", "textarea", "select", "option", "button"):
            getattr(self, f"_{tag}")(at)

    def _input(self, at):
        name, kind = at.get("name"), at.get("type", "text")
        if name and kind not in NOT_SENT:
            self.form["known"].add(name)
            if kind not in ("radio", "checkbox") or "checked" in at:
                self._put(name, at.get("value") or ("on" if kind == "checkbox" else ""), many=kind == "checkbox")

    def _put(self, name, value, *, many):
        """Several boxes of one name are sent each."""
        before = self.form["fields"].get(name) if many else None
        self.form["fields"][name] = (
            value if before is None else [*([before] if isinstance(before, str) else before), value]
        )

    def _textarea(self, at):
        self.inside = ("textarea", at.get("name"), [])
        self.form["known"].add(at.get("name"))

    def _select(self, at):
        self.select = at.get("name")
        self.form["known"].add(self.select)

    def _option(self, at):
        if self.select and ("selected" in at or self.select not in self.form["fields"]):
            self.form["fields"][self.select] = at.get("value", "")

    def _button(self, at):
        sent = {at["name"]: at.get("value", "")} if at.get("name") else {}
        self.inside = ("button", sent, [])

    def handle_data(self, data):
        self.words.extend(data.split())
        if self.inside:
            self.inside[2].append(data)

    def handle_endtag(self, tag):
        if self.inside and self.inside[0] == tag:
            _, what, words = self.inside
            if tag == "textarea":
                self.form["fields"][what] = "".join(words).removeprefix("\n")
            else:
                (self.links if tag == "a" else self.form["buttons"]).append((" ".join("".join(words).split()), what))
            self.inside = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.form = None

"""Render a template and read the result as a tree."""

from html.parser import HTMLParser

from django.template import Context, Origin, Template
from django.template.loader import render_to_string

VOID = {"meta", "link", "input", "img", "br", "hr"}


class Element:
    """A tag with its attributes, its own and its children's text, and its children."""

    def __init__(self, tag, attrs, parent=None):
        self.tag, self.attrs, self.parent, self.children, self.words = tag, dict(attrs), parent, [], []

    @property
    def classes(self):
        return (self.attrs.get("class") or "").split()

    @property
    def text(self):
        return " ".join(" ".join(part if isinstance(part, str) else part.text for part in self.words).split())

    @property
    def text_as_typed(self):
        """Of a textarea: its lines as they are, less the newline that HTML swallows."""
        return "".join(part for part in self.words if isinstance(part, str)).removeprefix("\n")

    def all(self, tag=None, **attrs):
        """Every element below with this tag, and these attributes: class_ names one class, _ stands for -."""
        wanted_class = attrs.pop("class_", None)
        wanted = {name.replace("_", "-"): value for name, value in attrs.items()}
        return [
            element
            for element in self._walk()
            if tag in (None, element.tag)
            and (wanted_class is None or wanted_class in element.classes)
            and all(element.attrs.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag=None, **attrs):
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} of {tag} {attrs}"
        return found[0]

    def _walk(self):
        for child in self.children:
            yield child
            yield from child._walk()


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.here = self.root = Element("root", [])

    def handle_starttag(self, tag, attrs):
        element = Element(tag, attrs, self.here)
        self.here.children.append(element)
        self.here.words.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag, attrs):
        element = Element(tag, attrs, self.here)
        self.here.children.append(element)

    def handle_endtag(self, tag):
        assert self.here.tag == tag, f"<{self.here.tag}> closed by </{tag}>"
        self.here = self.here.parent

    def handle_data(self, data):
        self.here.words.append(data)


def read(html):
    """The tree; fails where tags are not closed in order."""
    reader = _Reader()
    reader.feed(html)
    assert reader.here is reader.root, f"<{reader.here.tag}> is not closed"
    return reader.root


def draw(name, /, **context):
    return read(render_to_string(f"components/{name}.html", context))


def page(name, /, **context):
    return read(render_to_string(name, context))


def write(source, /, **context):
    """Render a piece of a template, with a name: allauth's elements ask for it."""
    return Template(source, origin=Origin("piece", "piece.html")).render(Context(context))

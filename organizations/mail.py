"""A letter of ours: subject, text and HTML from three templates beside each other."""

import textwrap

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

COLUMNS = 78  # a longer line is broken by mail programs, and again by each that quotes it


def folded(text):
    """The text in lines that fit; an address of a page stays whole."""
    return "\n".join(_fitting(line) for line in text.split("\n"))


def _fitting(line):
    begins = line[: len(line) - len(line.lstrip())]
    options = {"break_long_words": False, "break_on_hyphens": False, "subsequent_indent": begins}
    return textwrap.fill(line, COLUMNS, **options) if len(line) > COLUMNS else line


def send_letter(name, to, context):
    """`name` is a template without its ending: <name>_subject.txt, <name>.txt, <name>.html."""
    subject = " ".join(render_to_string(f"{name}_subject.txt", context).split())
    context = {"subject": subject} | context
    text = folded(render_to_string(f"{name}.txt", context).strip())
    letter = EmailMultiAlternatives(subject, text, to=[to])
    letter.attach_alternative(render_to_string(f"{name}.html", context), "text/html")
    letter.send()

"""A letter of ours: subject, text and HTML from three templates beside each other."""

import textwrap

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

COLUMNS = 78  # a longer line is broken by mail programs, and again by each that quotes it


def folded(text):
    """The text in lines that fit; an address of a page stays whole."""
    return "\n".join(_fitting(line) for line in text.split("\n"))


def _fitting(line):
    begins, words = line[: len(line) - len(line.lstrip())], line.lstrip()
    if len(line) <= COLUMNS or " " not in words:
        return line
    options = {"break_long_words": False, "break_on_hyphens": False}
    return textwrap.fill(words, COLUMNS, initial_indent=begins, subsequent_indent=begins, **options)


def send_letter(name, to, context):
    """`name` is a template without its ending: <name>_subject.txt, <name>.txt, <name>.html."""
    subject = " ".join(render_to_string(f"{name}_subject.txt", context).split())
    context = {"subject": subject} | context
    text = folded(render_to_string(f"{name}.txt", context).strip())
    letter = EmailMultiAlternatives(subject, text, to=[to])
    letter.attach_alternative(render_to_string(f"{name}.html", context), "text/html")
    letter.send()

"""A letter of ours: subject, text and HTML from three templates beside each other."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def send_letter(name, to, context):
    """`name` is a template without its ending: <name>_subject.txt, <name>.txt, <name>.html."""
    subject = " ".join(render_to_string(f"{name}_subject.txt", context).split())
    context = {"subject": subject} | context
    letter = EmailMultiAlternatives(subject, render_to_string(f"{name}.txt", context).strip(), to=[to])
    letter.attach_alternative(render_to_string(f"{name}.html", context), "text/html")
    letter.send()

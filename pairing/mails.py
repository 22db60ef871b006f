"""The mail that names the partner, made with its reader's eyes."""

from django.utils.translation import gettext as _

from notifications.mail import absolute, write_mail
from organizations.models import Person
from organizations.registries import ClockKind, clock_kinds

from .models import Pair
from .words import called

NEWS = "pair-news"


def still_open(due, now):
    return Pair.objects.open().awake().filter(pk=due.subject_id).exists()


def news(pair, partner):
    """What the mail says at its top; a sponsor reads it before publishing."""
    return {
        "subject": _("Your lab partner: %(name)s") % {"name": partner.name},
        "preview": pair.because,
        "eyebrow": pair.cohort.name,
        "headline": _("Meet %(name)s.") % {"name": called(partner)},
    }


def tell_of_partner(due, now):
    reader = Person.objects.select_related("organization").get(pk=due.recipient_id)

    def context():
        pair = Pair.objects.with_people().get(pk=due.subject_id)
        partner = pair.partner_of(reader.pk)
        return news(pair, partner) | {
            "voice": "leader" if reader.pk == pair.leader_id else "mentor",
            "pair": pair,
            "partner": partner,
            "main_url": absolute(reader.organization.url("pairing:pair", pk=pair.pk)),
            "why": _("You get this because you take part in this program."),
        }

    write_mail(NEWS, reader, "pair_news", context, subject_id=due.subject_id, now=now)


def register():
    clock_kinds.add(NEWS, ClockKind(NEWS, still_open, tell_of_partner))

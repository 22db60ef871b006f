"""Numbers as people read them."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format


def rounded(value, places):
    """To so many places, halves away from zero, as at school; a Decimal that is never minus nothing."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return exact if exact else abs(exact)


def written(value, places):
    """Rounded first: Django's number_format alone cuts digits off, and would write 0.85 as 0.8."""
    return number_format(rounded(value, places), places)

from django import template

register = template.Library()


@register.inclusion_tag("components/differences.html")
def differences(pieces):
    """The pieces of `programs.differences` as del and ins; the space before a change stands before its mark."""
    return {"pieces": [_parted(kind, words) for kind, words in pieces]}


def _parted(kind, words):
    rest = words.lstrip()
    return (kind if rest else "same"), words[: len(words) - len(rest)], rest

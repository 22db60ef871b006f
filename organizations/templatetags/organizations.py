from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def org_url(context, view, **kwargs):
    """The address of a view inside the organization whose page this is."""
    return context["request"].membership.url(view, **kwargs)

from django import template

from config.demo import views

register = template.Library()


@register.inclusion_tag("demo/entrance.html")
def demo_entrance():
    """For pages before any door, in a demonstration."""
    return views.entrance()

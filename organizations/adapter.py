"""Where allauth asks us: what it says when something is wrong, and where one goes next."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .mail import folded


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _(
            "E-mail and password do not go together. Try again, or let us send you a code instead."
        ),
        "incorrect_code": _("That is not the code of our latest mail. Check it and try again."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your current password."),
        "too_many_login_attempts": _("That was too many tries. Wait five minutes and try again."),
        "rate_limited": _("We have just sent you one. Wait a moment and look into your mail."),
        "same_as_current": _("That is the same as before."),
    }

    def get_password_change_redirect_url(self, request):
        return reverse("organizations:account")

    def send_mail(self, template_prefix, email, context):
        """Addresses in a letter are the site's own, whatever host the request claimed."""
        pages = {name: f"{settings.SITE_URL}{reverse(f'account_{name}')}" for name in ("login", "signup")}
        super().send_mail(template_prefix, email, context | {f"{name}_url": url for name, url in pages.items()})

    def render_mail(self, *args, **kwargs):
        letter = super().render_mail(*args, **kwargs)
        letter.body = folded(letter.body)
        return letter

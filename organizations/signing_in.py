"""allauth's forms in our words. What they do is allauth's own."""

from allauth.account import forms as allauth
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "code": _("Code"),
}
PASSWORD_HINT = _(
    "At least ten characters. Three words that do not belong together are easy to remember and hard to guess."
)


class OurWords:
    """Labels instead of placeholders, and a new password typed once: it can be looked at and reset by e-mail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            field.help_text = PASSWORD_HINT if name == "password1" else ""


class LoginForm(OurWords, allauth.LoginForm):
    """One page, two ways: with a password, or without one by an e-mailed code."""

    def _setup_password_field(self):
        self.fields["password"].required = self.fields["password"].widget.is_required = False

    def clean_password(self):
        return "" if "code" in self.data else self.cleaned_data["password"]


class SignupForm(OurWords, allauth.SignupForm):
    pass


class RequestLoginCodeForm(OurWords, allauth.RequestLoginCodeForm):
    pass


class CodeInput:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false", "autofocus": True}


class ConfirmLoginCodeForm(CodeInput, OurWords, allauth.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(CodeInput, OurWords, allauth.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmPasswordResetCodeForm(CodeInput, OurWords, allauth.ConfirmPasswordResetCodeForm):
    pass


class ResetPasswordForm(OurWords, allauth.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(OurWords, allauth.ResetPasswordKeyForm):
    pass


class SetPasswordForm(OurWords, allauth.SetPasswordForm):
    pass


class ChangePasswordForm(OurWords, allauth.ChangePasswordForm):
    pass

"""Which pages there are and how one gets to each: taken from the policy of URLs, so that a new address is visited by itself."""

import dataclasses
from collections.abc import Callable

from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from notifications.links import PreferencesLink, UnsubscribeLink
from tests.factories import AccountFactory
from tests.organizations.letters import code_in
from tests.tenancy.url_policy import NO_METHOD, OK, POLICY, UNPROCESSABLE

NOT_PAGES = {
    "health_live": "JSON",
    "health_ready": "JSON",
    "health_watch": "JSON",
    "programs:papers_pdf": "a sheet to print",
    "programs:backing_pdf": "a sheet to print",
    "programs:version_pdf": "a sheet to print",
    "pairing:papers_pdf": "a sheet to print",
    "metrics:quarter_csv": "a table to take away",
    "sessions:feed": "a calendar",
    "organizations:import_lines": "a table to take away",
    "account_email": "sends one on to the account's page",
    "demo_progress": "the part of the sign-in page that tells how far the filling is",
    "programs:question_hints": "the part of a question's page in which the coach speaks",
    "programs:papers_fit": "the part of the editor that says whether it fits on one page",
    "sessions:live_pulse": "whether anything has changed, and no page",
    "sessions:live_state": "the part of the live page that follows what the other presses",
    "organizations:import_progress": "the part of an import's page that tells how far it is",
}
DEMO = {"demo_components", "notifications:demo_mails", "notifications:demo_mail"}
SEND_NOTHING = """([path, token]) => {
    const form = Object.assign(document.createElement("form"), {method: "post", action: path});
    form.append(Object.assign(document.createElement("input"), {name: "csrfmiddlewaretoken", value: token}));
    document.body.append(form);
    form.submit();
}"""


@dataclasses.dataclass(frozen=True)
class Visit:
    name: str  # of the URL
    who: str  # of the cast, or "visitor"
    go: Callable  # with a tab; gives the answer

    def __str__(self):
        return f"{self.name} as {self.who}"


def names():
    return [name for name in POLICY if name not in NOT_PAGES and (_is_page(name) or _is_form(name))]


def visits(name, house):
    """One for each kind of member that may read the page, and for each other way to it."""
    found = [Visit(name, who, _open(house, name, house.kwargs[name])) for who in readers(name)]
    found += [Visit(name, who, _open(house, name, *address(house))) for who, address in FURTHER.get(name, ())]
    found += [Visit(name, who, way) for who, way in WAYS.get(name, ())]
    return found + ([Visit(f"an empty form to {name}", _poster(name), _post(house, name))] if _is_form(name) else [])


def _is_page(name):
    return POLICY[name].get != NO_METHOD


def _is_form(name):
    """An empty form is answered with a page, not with the way to another one."""
    post = POLICY[name].post
    return POLICY[name].inside and bool({OK, UNPROCESSABLE} & {*(post if isinstance(post, tuple) else (post,))})


def readers(name):
    rule = POLICY[name]
    if name in DEMO:
        return ["visitor"]
    visitor = ["visitor"] if rule.anonymous[0] == OK else []
    return [*visitor, *(sorted(rule.who) if rule.get == OK else ())]


def _poster(name):
    return min(POLICY[name].who)


def path_of(house, name, kwargs):
    return house.url(name, **kwargs) if POLICY[name].inside else reverse(name, kwargs=kwargs)


def _open(house, name, kwargs, query=""):
    return lambda tab: tab.goto(path_of(house, name, kwargs) + query)


def _token(tab):
    return next((cookie["value"] for cookie in tab.context.cookies() if cookie["name"] == "csrftoken"), "")


def _post(house, name):
    path = path_of(house, name, house.kwargs[name])

    def go(tab):
        if not (token := _token(tab)):
            tab.goto(reverse("organizations:account"))
            token = _token(tab)
        with tab.expect_navigation() as sent:
            tab.evaluate(SEND_NOTHING, [path, token])
        return sent.value

    return go


def token_of(link, house, *kind):
    """In the foot of the mentor's mails."""
    return link(house.organization.pk, house.mentor.person_id, 0, *kind).url().split("/")[-2]


# --- what the policy's own addresses do not lead to ----------------------------------------------------------------
FURTHER = {
    "programs:program_new": [("sponsor", lambda house: ({}, "?template=ai_fluency"))],
    "programs:question_suggestion": [("sponsor", lambda house: ({"pk": house.asked},))],
    "programs:question": [("sponsor", lambda house: ({"pk": house.asked},))],
    "pairing:board": [("sponsor", lambda house: ({"pk": house.twelve},))],
    "pairing:run": [("sponsor", lambda house: ({"pk": house.twelve, "number": 1},))],
    "pairing:preview": [("sponsor", lambda house: ({"pk": house.twelve, "number": 1},))],
    "metrics:quarter": [("executive", lambda house: ({"year": 2026, "number": 3},))],
    "organizations:import_job": [("admin", lambda house: ({"pk": house.preview},))],
    "organizations:import_names": [("admin", lambda house: ({"pk": house.preview, "kind": "added"},))],
    "organizations:invitation": [
        (who, lambda house: (house.kwargs["organizations:invitation"],)) for who in ("visitor", "newcomer", "admin")
    ],
    "programs:hours_agreement": [("visitor", lambda house: (house.kwargs["programs:hours_agreement"],))],
    "notifications:preferences": [("visitor", lambda house: ({"token": token_of(PreferencesLink, house)},))],
    "notifications:unsubscribe": [("visitor", lambda house: ({"token": token_of(UnsubscribeLink, house, "survey")},))],
    "organizations:door": [(who, lambda house: ({},)) for who in ("newcomer", "of two")],
    "organizations:account": [("of two", lambda house: ({},))],
    "organizations:home": [("of two", lambda house: ({},))],
    "account_change_password": [("of two", lambda house: ({},))],
}


def begin(view, **fields):
    """At the page that follows on a form of the sign-in."""

    def go(tab):
        cache.clear()  # one address is sent a code every ten seconds, and has been here in another look
        tab.context.clear_cookies()  # nothing is half done from there
        tab.goto(reverse(view))
        for name, value in fields.items():
            tab.locator(f'[name="{name}"]').fill(value() if callable(value) else value)
        with tab.expect_navigation() as sent:
            tab.locator("main form button[type=submit]").first.click()
        return sent.value

    return go


def somebody():
    return AccountFactory().email


def to_a_new_password(tab):
    begin("account_reset_password", email=somebody)(tab)
    tab.locator('[name="code"]').fill(code_in(mail.outbox[-1]))
    with tab.expect_navigation() as sent:
        tab.locator("main form button[type=submit]").first.click()
    return sent.value


WAYS = {
    "account_confirm_login_code": [("visitor", begin("account_request_login_code", email=somebody))],
    "account_email_verification_sent": [("visitor", begin("account_signup", email="first@aldermeer.test"))],
    "account_confirm_password_reset_code": [("visitor", begin("account_reset_password", email=somebody))],
    "account_complete_password_reset": [("visitor", to_a_new_password)],
}

"""Why the product must not start in production, as one sentence that says what to do. Pure: settings.py and the first step ask."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

EXAMPLE = "change-me"  # in the value that .env.example gives for every secret
KEY_LENGTH, PASSWORD_LENGTH, LEAST_VARIETY = 50, 16, 5
RANDOM = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))' prints one"

Env = Mapping[str, str]


def complaint(env: Env) -> str | None:
    """The first thing that is wrong with the environment of a production process; None if nothing is."""
    return next((said for rule in RULES if (said := rule(env))), None)


def password_complaint(variable: str, value: str) -> str | None:
    """What is wrong with a database password that `variable` gives."""
    if not value:
        return f"{variable} is not set: give this database log-in a long random password, {RANDOM}."
    if EXAMPLE in value:
        return f"{variable} is still the example's: give this database log-in a password of its own, {RANDOM}."
    if len(value) < PASSWORD_LENGTH:
        return f"{variable} is shorter than {PASSWORD_LENGTH} characters: take a longer one, {RANDOM}."
    return None


def _open_to_anyone(env: Env) -> str | None:
    on = [name for name in ("DEBUG", "DEMO") if env.get(name, "") not in ("", "0")]
    return f"{on[0]}=1 opens the product to anyone who finds it: take {on[0]} away in production." if on else None


def _secret_key(env: Env) -> str | None:
    key = env.get("SECRET_KEY", "")
    if EXAMPLE in key:
        return f"SECRET_KEY is still the example's: put a random one in its place, {RANDOM}."
    if len(key) < KEY_LENGTH or len(set(key)) < LEAST_VARIETY:
        return f"SECRET_KEY is shorter than {KEY_LENGTH} random characters: put a longer one in its place, {RANDOM}."
    return None


def _password(env: Env) -> str | None:
    given = env.get("DATABASE_PASSWORD") or urlsplit(env.get("DATABASE_URL", "")).password or ""
    return password_complaint("DATABASE_PASSWORD", given)


def _address(env: Env) -> str | None:
    site = urlsplit(env.get("SITE_URL", ""))
    if site.scheme != "https" or not site.hostname:
        return "SITE_URL is no https address: set it to the one that people open, such as https://lab.example.org."
    hosts = env.get("ALLOWED_HOSTS", "").split(",")
    if "*" in hosts or not _covered(site.hostname, hosts):
        return f"ALLOWED_HOSTS must name the hosts that are served and no others: set it to {site.hostname}."
    return None


def _covered(name: str, hosts: list[str]) -> bool:
    return any(name == host or (host.startswith(".") and f".{name}".endswith(host)) for host in hosts)


RULES: tuple[Callable[[Env], str | None], ...] = (_open_to_anyone, _secret_key, _password, _address)

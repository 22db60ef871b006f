"""All settings, read from the environment. What has no safe default must be given when DEBUG and DEMO are off."""

import os
import zoneinfo
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import production

BASE_DIR = Path(__file__).resolve().parent.parent
env = os.environ.get


def flag(name):
    return env(name, "") not in ("", "0")


# --- where we are -----------------------------------------------------------------------------------------------
DEBUG = flag("DEBUG")
DEMO = flag("DEMO")
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
ALLOWED_HOSTS = [host for host in env("ALLOWED_HOSTS", "localhost,127.0.0.1").split(",") if host]
LOCAL_ONLY = set(ALLOWED_HOSTS) <= LOOPBACK
if DEMO and not LOCAL_ONLY:
    raise ImproperlyConfigured(
        "DEMO=1 lets anyone sign in as anyone, so it runs on loopback only: take DEMO away or set ALLOWED_HOSTS=localhost."
    )
SECRET_KEY = env("SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set: give the environment a long random one (make run does it for you)."
    )
# The image says PRODUCTION=1; whatever answers to more than loopback is one, too.
PRODUCTION = flag("PRODUCTION") or not LOCAL_ONLY
if PRODUCTION and (wrong := production.complaint(os.environ)):
    raise ImproperlyConfigured(wrong)
SITE_URL = env("SITE_URL", f"http://localhost:{env('PORT', '8000')}").rstrip("/")
SECURE = SITE_URL.startswith("https://")

# --- what we are made of ----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "template_partials",
    "config",
    "organizations",
    "notifications",
    "programs",
    "pairing",
    "artifacts",
    "sessions",
    "checkins",
    "metrics",
]
MIDDLEWARE = [
    "config.logs.RequestIdMiddleware",
    "config.methods.KnownMethodsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "organizations.tenancy.middleware.ClockMiddleware",
    "organizations.tenancy.middleware.TenantMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "organizations.templatetags.organizations",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "organizations.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "config.forms.FormRenderer"

# --- data -------------------------------------------------------------------------------------------------------
# `role` on the log-in: requests come as app_web, tasks as app_worker, migrations as app_owner (ARCHITECTURE.md).
DATABASES = {"default": dj_database_url.parse(env("DATABASE_URL", "postgresql:///app"), conn_max_age=0)}
_database = DATABASES["default"]
_database["OPTIONS"] = dict(_database.get("OPTIONS", {}))
_database["HOST"] = _database["OPTIONS"].pop("host", _database["HOST"])
_database["USER"] = _database["USER"] or env("DATABASE_ROLE", "app_web")
_database["PASSWORD"] = _database["PASSWORD"] or env("DATABASE_PASSWORD", "")
_database["OPTIONS"].setdefault(
    "connect_timeout", 10
)  # seconds; a server that is gone without a word must not hold a page
if flag("DATABASE_POOL"):
    _database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
else:
    _database["CONN_MAX_AGE"] = 60
_database["OPTIONS"]["prepare_threshold"] = None  # PgBouncer in transaction mode
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env("REDIS_URL", "redis://localhost:6379/0")


def redis_py_url(celery_url):
    """The address of a Redis as redis-py spells it: Celery says redis+socket:// and virtual_host for a unix socket."""
    return celery_url.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=", 1)


BROKER = redis_py_url(REDIS_URL)
# Shared by all processes, since the rate limits count in it; it holds nothing of any organization.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": BROKER,
        "KEY_PREFIX": "cache",
    }
}

# --- sign-in ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "organizations.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "organizations:door"
ACCOUNT_ADAPTER = "organizations.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "organizations.signing_in.LoginForm",
    "signup": "organizations.signing_in.SignupForm",
    "request_login_code": "organizations.signing_in.RequestLoginCodeForm",
    "confirm_login_code": "organizations.signing_in.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "organizations.signing_in.ConfirmEmailVerificationCodeForm",
    "reset_password": "organizations.signing_in.ResetPasswordForm",
    "confirm_password_reset_code": "organizations.signing_in.ConfirmPasswordResetCodeForm",
    "reset_password_from_key": "organizations.signing_in.ResetPasswordKeyForm",
    "set_password": "organizations.signing_in.SetPasswordForm",
    "change_password": "organizations.signing_in.ChangePasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# No password here: whoever signs up with another's address could set one and wait until that other proves the address.
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True  # the link would carry a serial id that counts all tenants
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
# An office shares one address, so per address the limits are wide and per account or e-mail they are narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "request_login_code": "30/m/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
    "signup": "20/m/ip",
    "confirm_email": "1/10s/key",
    "open_organization": "5/h/user",
    "answer_invitation": "60/m/ip",
    "invite": "60/h/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("TRUSTED_PROXY_COUNT", "1" if flag("BEHIND_PROXY") else "0"))
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SECURE else []
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # a balancer asks without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- mail -------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "Perspective Lab <lab@localhost>")
EMAIL_SUBJECT_PREFIX = ""
EMAIL_BACKEND = env("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
if DEMO:
    EMAIL_BACKEND = "notifications.backends.RecordedOnly"  # made-up people; their mails stand at /demo/mails
EMAIL_HOST, EMAIL_PORT = env("EMAIL_HOST", "localhost"), int(env("EMAIL_PORT", "25"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("EMAIL_HOST_USER", ""), env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS, EMAIL_TIMEOUT = flag("EMAIL_USE_TLS"), 10

# --- words, time, files -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
# Zones from the package that the lock names, not from the machine: what two of them know may be years apart.
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = (
    env("STATIC_ROOT") or None
)  # collected and hashed there; without it files come from where they are written
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # uploads are rows (organizations.StoredFile)
    "staticfiles": {"BACKEND": "config.static.Storage"},
}
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
if WHITENOISE_USE_FINDERS:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- jobs and logs ----------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "UTC"
# Every task may run twice, so a worker that lost its broker drops what it has and takes it up again.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY = CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,  # seconds until an unacknowledged task goes to another worker
    "health_check_interval": 25,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
}
# Two beats may run: sweeps share the work. One that no worker took before the next is due is not worth keeping.
SWEEP_SECONDS = float(env("SWEEP_SECONDS", "30"))
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "notifications.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS * 5 / 6},
    }
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"propagate": True, "handlers": []}, "django": {"handlers": [], "propagate": True}},
}

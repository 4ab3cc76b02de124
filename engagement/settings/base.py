"""Settings that hold everywhere. What differs stands in dev, test and production."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from engagement.language_registry import languages, reviewed_codes
from engagement.outbox.providers import CONSOLE, anymail_settings, transport_of
from engagement.settings.secret import secret_key_from_file

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(environ.Env().str("VAR_DIR", default=str(BASE_DIR / "var")))
"""Everything the running product writes: database, media, collected static files, the secret key."""

env = environ.Env()

SECRET_KEY = env.str("SECRET_KEY", default="") or secret_key_from_file(VAR_DIR / "secret-key")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])

INSTALLED_APPS = [
    "engagement",
    "engagement.support",
    "engagement.delivery",
    "engagement.outbox",
    "engagement.membership",
    "engagement.directory",
    "engagement.counting",
    "engagement.incidents",
    "engagement.jobs",
    "cms",
    "surveys",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "engagement.accounts.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks.backends.immediate",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "engagement.audit",
    # After the apps above: its roles name permissions of every one of them.
    "engagement.accounts",
    # Last: it gives those roles their sections.
    "engagement.publishing",
]

MIDDLEWARE = [
    # Answers survey addresses from bytes before any session, cookie or language code runs.
    "surveys.collection.middleware.PublicFirst",
    "engagement.privacy.cookies.NoCookies",
    "engagement.privacy.headers.PublicHeaders",
    "engagement.privacy.errors.HelpOnErrors",
    "engagement.accounts.middleware.StaffNetworks",
    "engagement.privacy.doors.OneDoor",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "engagement.languages.PathLanguage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "engagement.accounts.middleware.StaffSession",
    "allauth.account.middleware.AccountMiddleware",
    "engagement.accounts.middleware.RequireSecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "engagement.accounts.closed.ClosedScreens",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "surveys.authoring.middleware.RefusalsAsMessages",
    "csp.middleware.CSPMiddleware",
    # Inside the one above, which writes the header on the way out.
    "engagement.privacy.headers.AdminPolicy",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "engagement.urls"
WSGI_APPLICATION = "engagement.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Databases -------------------------------------------------------------------------------------------------------

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;PRAGMA temp_store=MEMORY;"
    ),
}


def database(url: str) -> dict:
    """Django's connection settings for a database URL, with what durability and anonymity ask of each engine."""
    config = env.db_url_config(url)
    config["CONN_MAX_AGE"] = 600
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {**SQLITE_OPTIONS}
    else:
        config["CONN_HEALTH_CHECKS"] = True
    return config


DATABASES = {"default": database(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "engagement.caching.ForgivingRedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- Language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"
FORMAT_MODULE_PATH = "engagement.formats"
LOCALE_PATHS = [BASE_DIR / "surveys" / "locale"]
# Django does not know Somali, and has other names for some.
LANG_INFO.update(
    {
        language.code: {
            "bidi": language.direction == "rtl",
            "code": language.code,
            "name": language.english,
            "name_local": language.name,
        }
        for language in languages()
    }
)
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [(language.code, language.name) for language in languages()]
LANGUAGES_ON = env.list("LANGUAGES_ON", default=[code for code, _ in LANGUAGES])
"""The languages visitors are offered. Editors can prepare the others."""
REVIEWED_LANGUAGES = reviewed_codes(date.today())
"""The languages whose interface somebody has read against the English: promise and support lines are said in these."""
WAGTAIL_I18N_ENABLED = True

# --- Files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000  # The page editor of a long survey sends some thousands of fields.

# --- Wagtail ---------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Most of Us"
WAGTAILADMIN_BASE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_LOGIN_URL = "account_login"
# The admin would otherwise call third parties from a staff member's browser.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = True
# A page goes live when two people have read the very draft that goes live, and in no other way.
WAGTAIL_FINISH_WORKFLOW_ACTION = "engagement.publishing.finish.finish"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# Every upload is made anew from its content: see cms/media/.
WAGTAILIMAGES_IMAGE_MODEL = "cms.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.media.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "heic", "heif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "cms.SiteDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.media.forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "pdf", "txt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES: list = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_EMBEDS_FINDERS: list = []
WAGTAILEMBEDS_FINDERS: list = []
WAGTAILDOCS_SERVE_METHOD = "serve_view"

# --- Staff sign-in ---------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
ACCOUNT_ADAPTER = "engagement.accounts.adapter.StaffOnly"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "engagement.accounts.adapter.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
REQUIRE_SECOND_FACTOR = False
STAFF_NETWORKS = env.list("STAFF_NETWORKS", default=[])
"""Networks from which staff addresses can be reached, as 192.0.2.0/24. Empty: from everywhere."""
BREAK_GLASS_ACCOUNT: str | None = None
"""The one superuser who may sign in, for emergencies. None: any may, outside production; empty: none."""
# People choose their passwords through a link; nobody sets one for another, and one page changes them.
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- What keeps visitors anonymous -----------------------------------------------------------------------------------

STAFF_PREFIXES = ("/admin/", "/account/", "/demo/", "/members/")
"""The only addresses that may read or set a cookie."""

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail's admin frames its own previews and says so itself.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
"""Whom to tell of a weakness: ``mailto:...`` or ``https://...``, shown in /.well-known/security.txt."""
CSRF_FAILURE_VIEW = "engagement.privacy.errors.refused_form"
DEFAULT_EXCEPTION_REPORTER = "engagement.privacy.reporter.TypeAndPlace"
ADMINS: list = []
MANAGERS: list = []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# No request, header, address or answer is ever logged: errors are named by type and place, on standard error.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"place": {"()": "engagement.privacy.reporter.PlaceFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "place"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        # The server's own remarks on odd requests: a line for each would tell when it came.
        "gunicorn": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# --- E-mail and background work --------------------------------------------------------------------------------------

# Mail is written into a table, with whatever it is about, and sent from there by timed work: engagement/outbox/.
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="engagement.outbox.backend.OutboxBackend")
MAIL_PROVIDER = env.str("MAIL_PROVIDER", default=CONSOLE)
"""``console``, ``smtp`` or a provider of engagement/outbox/providers.py."""
MAIL_TRANSPORT = transport_of(MAIL_PROVIDER)
"""The backend that really sends, used by the outbox alone."""
ANYMAIL = anymail_settings(os.environ, MAIL_PROVIDER)
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = env.float("EMAIL_TIMEOUT", default=10.0)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="hello@example.org")
# What membership, the delivery plan and the counting of pages need of other rooms, which they may not import.
PUBLIC_FRAME = "cms.selectors.frame_of_site"
PUBLIC_LIMITER = "surveys.collection.limiter.Limiter"
PUBLISHED_ESTIMATES = "cms.delivery_plan.figures.estimate_choices"
COUNTED_IN_MEMORY = ["surveys.collection.counters.counters", "engagement.counting.tally.tally"]
"""What each process counts in memory; its thread calls their ``flush`` once an hour and when it ends."""
INCIDENT_PAGES = "cms.ReassurancePage"
"""The page type that is prepared for incidents; it has an ``area``."""
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

MIX_HOURS = env.list("MIX_HOURS", cast=int, default=list(range(24)))
"""The hours of the day at which answers that wait are mixed."""

BACKUP_DIR = env.str("BACKUP_DIR", default=str(VAR_DIR / "backups"))
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENTS", default=[])
"""Public keys (age1...) that backups are encrypted to. The private ones are kept away from the server."""

SERVICE = ""
"""Which process this is: ``web``, ``workbench`` or ``jobs``. Empty: one process does everything, as on the example."""

DEMO_SIGN_IN = False
"""Whether the example site's one-click sign-ins are mounted. Production refuses it."""

"""Settings of a deployment. Starting with an unsafe one is refused: see engagement/checks.py."""

from engagement.settings.base import *  # noqa: F403
from engagement.settings.base import database, env

SECRET_KEY = env.str("SECRET_KEY")
DATABASES = {"default": database(env.str("DATABASE_URL"))}
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The proxy in front must set this header anew on every request (nginx: proxy_set_header X-Real-IP $remote_addr). Only
# the limits on sending and on signing in look at it, and neither writes it down. Without it nobody can sign in.
CLIENT_ADDRESS = "HTTP_X_REAL_IP"
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"

# A language nobody has reviewed is not switched on: engagement/languages.toml, docs/languages.md.
LANGUAGES_ON = env.list("LANGUAGES_ON", default=["en"])

# Each process names itself and connects to the database as a role of its own: docs/deploy/README.md.
SERVICE = env.str("SERVICE", default="")
if SERVICE == "workbench":
    # Answers are taken in by the web process alone; this one has no right to store them.
    MIDDLEWARE = [name for name in MIDDLEWARE if name != "surveys.collection.middleware.PublicFirst"]  # noqa: F405

REQUIRE_SECOND_FACTOR = True
BREAK_GLASS_ACCOUNT = env.str("BREAK_GLASS_ACCOUNT", default="")
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"

INSTALLED_APPS = [*INSTALLED_APPS, "django_tasks_db"]  # noqa: F405
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

"""Settings of the test suite: fast passwords, mail kept in memory, the database that was asked for."""

from engagement.settings.base import *  # noqa: F403
from engagement.settings.base import BASE_DIR, STORAGES, database, env

SECRET_KEY = "a key for tests alone"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = BASE_DIR / "var" / "test-media"

DATABASES = {"default": database(env.str("DATABASE_UNDER_TEST", default="sqlite://:memory:"))}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if REDIS_UNDER_TEST := env.str("REDIS_UNDER_TEST", default=""):
    CACHES = {"default": {"BACKEND": "engagement.caching.ForgivingRedisCache", "LOCATION": REDIS_UNDER_TEST}}

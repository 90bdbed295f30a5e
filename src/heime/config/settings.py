"""Django's settings, all from the environment (docs/running/settings.md has the list)."""

import os
from pathlib import Path

from heime.config import env
from heime.ops import frontend

ROOT = Path(__file__).resolve().parents[1]

HEIME_ROLE_PREFIX = env.text("HEIME_ROLE_PREFIX", default="heime_")
HEIME_MODE = env.text("HEIME_MODE", default="real")
HEIME_IDENTITY_KEY = env.secret("HEIME_IDENTITY_KEY")
SECRET_KEY = env.secret("HEIME_SECRET_KEY")
ALLOWED_HOSTS = env.text("HEIME_HOSTS", default="localhost,127.0.0.1,[::1]").split(",")
DEBUG = False

# Which of the four database roles this process is. One process, one role.
_URLS = {
    "web": "HEIME_DATABASE_APP_URL",
    "jobs": "HEIME_DATABASE_WORKER_URL",
    "owner": "HEIME_DATABASE_URL",
}
# The addresses that this process was given, for what connects without Django.
DATABASE_URLS = {
    role: env.database_url(name)
    for role, name in {
        "owner": "HEIME_DATABASE_URL",
        "app": "HEIME_DATABASE_APP_URL",
        "ingest": "HEIME_DATABASE_INGEST_URL",
        "worker": "HEIME_DATABASE_WORKER_URL",
    }.items()
    if name in os.environ or f"{name}_FILE" in os.environ
}
HEIME_PROCESS = env.text("HEIME_PROCESS", default="web")
_POOL = {"min_size": 1, "max_size": 8, "timeout": 10.0}
DATABASES = {
    "default": env.database(
        _URLS[HEIME_PROCESS], **({"pool": _POOL} if HEIME_PROCESS == "web" else {})
    )
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "heime.records.audit",
    "heime.records.people",
    "heime.records.access",
    "heime.records.plans",
    "heime.records.measurements",
    "heime.records.worklist",
    "heime.records.exchange",
    "heime.edges.clinic",
]
AUTH_USER_MODEL = "people.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "heime.edges.web.headers",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "heime.edges.signin.context.one_transaction",
]
ROOT_URLCONF = "heime.config.urls"
ASGI_APPLICATION = "heime.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "edges" / "templates", ROOT / "edges" / "signin" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ],
        },
    }
]

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "heime_language"
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Oslo"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [frontend.built()] if path.is_dir()]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Behind a proxy that ends TLS: believe its word that the outside is https, and demand it.
if env.flag("HEIME_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "heime.edges.web.csrf_failure"

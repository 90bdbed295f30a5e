"""Django's settings, all from the environment (docs/running/settings.md has the list)."""

import os
from pathlib import Path

from heime.config import env, sign_in
from heime.core import attachments
from heime.ops import frontend

ROOT = Path(__file__).resolve().parents[1]

HEIME_ROLE_PREFIX = env.text("HEIME_ROLE_PREFIX", default="heime_")
HEIME_MODE = env.text("HEIME_MODE", default="real")
HEIME_IDENTITY_KEY = env.secret("HEIME_IDENTITY_KEY")
# While the key above is being changed: the one it replaces (docs/running/keys.md).
_CHANGING = {"HEIME_IDENTITY_KEY_OLD", "HEIME_IDENTITY_KEY_OLD_FILE"} & os.environ.keys()
HEIME_IDENTITY_KEY_OLD = env.secret("HEIME_IDENTITY_KEY_OLD") if _CHANGING else ""
# Whether numbers of invented people are taken, and then nothing else (core/identifiers.py).
HEIME_SYNTHETIC = env.flag("HEIME_SYNTHETIC", default=HEIME_MODE == "demo")
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
        "audit": "HEIME_DATABASE_AUDIT_URL",
        "stats": "HEIME_DATABASE_STATS_URL",
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
# The log is written as any role, and read as this one alone.
if HEIME_PROCESS == "web" and "audit" in DATABASE_URLS:
    DATABASES["log"] = env.database(
        "HEIME_DATABASE_AUDIT_URL", pool=_POOL | {"min_size": 0, "max_size": 2}
    )
# Figures and the state of the machinery are read as a role that may read nothing else.
if HEIME_PROCESS == "web" and "stats" in DATABASE_URLS:
    DATABASES["stats"] = env.database(
        "HEIME_DATABASE_STATS_URL", pool=_POOL | {"min_size": 0, "max_size": 2}
    )

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "heime.records.audit",
    "heime.records.people",
    "heime.records.access",
    "heime.records.signin",
    "heime.records.plans",
    "heime.records.measurements",
    "heime.records.worklist",
    "heime.records.messages",
    "heime.records.exchange",
    "heime.records.duty",
    "heime.records.figures",
    "heime.records.credentials",
    "heime.records.keeping",
    "heime.records.happenings",
    "heime.records.desk",
    "heime.records.intake",
    "heime.records.reminders",
    "heime.records.kiosk",
    "heime.records.looks",
    "heime.records.home",
    "allauth.account",
    "allauth.mfa",
    "heime.edges.clinic",
]
AUTH_USER_MODEL = "people.Account"
# ASVS 5.0 6.1 and 6.2: long, not a common one, not one's own name; no rules of letters and signs.
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "heime.edges.signin.local.password.NotOurName"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "heime.edges.web.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "heime.edges.web.readable",
    "django.middleware.csrf.CsrfViewMiddleware",
    "heime.edges.signin.context.one_transaction",
    "heime.edges.signin.local.door.scratch_session",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "heime.config.urls"
ASGI_APPLICATION = "heime.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            ROOT / "edges" / "templates",
            ROOT / "edges" / "signin" / "templates",
            ROOT / "edges" / "people" / "templates",
            ROOT / "edges" / "plans" / "templates",
            ROOT / "edges" / "intake" / "templates",
            ROOT / "edges" / "person" / "templates",
            ROOT / "edges" / "office" / "templates",
            ROOT / "edges" / "record" / "templates",
            ROOT / "edges" / "log" / "templates",
            ROOT / "edges" / "duty" / "templates",
            ROOT / "edges" / "handover" / "templates",
            ROOT / "edges" / "overview" / "templates",
            ROOT / "edges" / "messages" / "templates",
            ROOT / "edges" / "kiosk" / "templates",
            ROOT / "edges" / "home" / "templates",
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "heime.edges.frame.around",
            ],
        },
    }
]

# Signing in through HelseID and ID-porten (docs/running/sign-in.md); none unless it is set up.
SIGN_IN_PROVIDERS = sign_in.providers()
SIGN_IN_KEYS = sign_in.optional("HEIME_SIGNIN_KEYS")
SIGN_IN_HELP = sign_in.optional("HEIME_SIGNIN_HELP")

# Local accounts (docs/adr/0017-local-accounts.md): allauth runs the steps of signing in, under
# /inn/ and in a session of ten minutes. What it ends in is a sign-in of our own.
CACHES = {"default": {"BACKEND": "heime.records.credentials.scratch.Scratch"}}
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
SESSION_COOKIE_NAME = "heime_inn"
SESSION_COOKIE_PATH = "/inn/"
SESSION_COOKIE_AGE = 600
SESSION_COOKIE_SAMESITE = "Strict"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ACCOUNT_ADAPTER = "heime.edges.signin.local.adapter.LocalAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,5/5m/key"}
MFA_ADAPTER = "heime.edges.signin.local.adapter.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}

# Reaching people (docs/running/channels.md): pushes to browsers, and text messages. Either is off
# until it is set up; what is told then stands in Heime only.
HEIME_VAPID_PRIVATE_KEY = env.optional_secret("HEIME_VAPID_PRIVATE_KEY")
HEIME_PUSH_CONTACT = env.text(
    "HEIME_PUSH_CONTACT",
    default="mailto:nobody@example.org" if HEIME_MODE == "demo" else "none",
).removeprefix("none")
# Where browsers keep their mailboxes. A page tells us the address that we send to, so it must be
# one of these: else anybody could have us call whatever they like. A dot first: all below it.
HEIME_PUSH_HOSTS = env.words(
    "HEIME_PUSH_HOSTS",
    default=[
        "fcm.googleapis.com", "updates.push.services.mozilla.com", ".push.apple.com",
        ".notify.windows.com",
    ],
)  # fmt: skip
HEIME_SMS_TOKEN = env.optional_secret("HEIME_SMS_TOKEN")
HEIME_SMS_SENDER = env.text("HEIME_SMS_SENDER", default="Heime")
SMS_LINKS = sign_in.optional("HEIME_BASE_URL")

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "heime_language"
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Oslo"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [frontend.built()] if path.is_dir()]
# The app at home is built beside the clinic's pages; its shell is served by a view of its own.
HOME_APP_BUILT = frontend.built() / "home"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Behind a proxy that ends TLS: believe its word that the outside is https, and demand it.
if env.flag("HEIME_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Secure-heime_inn"
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
# Stricter would be no-referrer, with which browsers send forms with the origin "null", and then
# nobody can tell our own forms from others'. Nothing is told to any other site either way.
SECURE_REFERRER_POLICY = "same-origin"
# Forms are short. Larger is refused before it is read (config/asgi.py); files come with messages
# alone, stay in memory, and are never written to a disk on their way (edges/bounds.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = attachments.MOST_FILES + 1
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = attachments.MOST_A_MESSAGE + DATA_UPLOAD_MAX_MEMORY_SIZE
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "heime.edges.web.csrf_failure"

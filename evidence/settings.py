"""Settings of the site: one file, from the environment only, and no start on a mistake.

docs/reference/settings.md describes every variable; tests/architecture/test_settings.py compares.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from evidence import env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
# `make demo` writes this file; it only fills in what the environment leaves unsaid.
if env_file := os.getenv("ENV_FILE", str(BASE_DIR / ".env")):
    env.read_file(Path(env_file))

# --- What this site is ---------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY", "insecure-key-of-a-developer" if DEBUG else None)
SECRET_KEY_FALLBACKS = env.listing("SECRET_KEY_FALLBACKS")
# Outside addresses: public ids in dumps, links in mail, hosts that are answered for.
SITE_URL = env.site_url("SITE_URL", "http://127.0.0.1:8000" if DEBUG else None)
SITE_NAME = env.text("SITE_NAME", "Touchstone")
# A mirror follows another site and changes nothing of what that one says; "" for a site of its own.
MIRROR_OF = env.site_url("MIRROR_OF", None) if env.text("MIRROR_OF", "") else ""
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "")
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
# How many independent appraisals make a rating "agreed" rather than "provisional".
REVIEWERS_REQUIRED = env.integer("REVIEWERS_REQUIRED", default=2, least=1)
# How long a reviewer may keep evidence in hand before it counts as free again.
HOLD_DAYS = env.integer("HOLD_DAYS", default=14, least=1)
# Months after which a claim says that its last search is old.
SEARCH_OLD_AFTER_MONTHS = env.integer("SEARCH_OLD_AFTER_MONTHS", default=12, least=1)
SHOW_REVIEWER_NAMES = env.flag("SHOW_REVIEWER_NAMES", default=False)

# --- Look-ups in outside services ----------------------------------------------------------------

# Services ask for an address to write to; without one nothing is ever asked of them.
LOOKUP_CONTACT = env.text("LOOKUP_CONTACT", "")
NCBI_API_KEY = env.text("NCBI_API_KEY", "")
OPENALEX_API_KEY = env.text("OPENALEX_API_KEY", "")
# The only hosts that are ever asked; no variable changes them, tests do.
LOOKUP_ADDRESSES = {
    "crossref": "https://api.crossref.org",
    "pubmed": "https://eutils.ncbi.nlm.nih.gov",
    "datacite": "https://api.datacite.org",
    "openalex": "https://api.openalex.org",
}
# A host with a private address is never asked, so that no name can lead into the site's own network.
LOOKUP_PRIVATE_HOSTS = False
LOOKUP_SECONDS = 10.0

# --- Webhooks ------------------------------------------------------------------------------------

# Only for a site within a closed network: members could otherwise have it send requests into that network.
WEBHOOK_PRIVATE_ADDRESSES = env.flag("WEBHOOK_PRIVATE_ADDRESSES", default=False)
WEBHOOKS_PER_PERSON = env.integer("WEBHOOKS_PER_PERSON", default=10, least=0)
# Seconds that one message may take, answer included.
WEBHOOK_SECONDS = env.integer("WEBHOOK_SECONDS", default=10, least=1)
WEBHOOK_GRACE_HOURS = env.integer("WEBHOOK_GRACE_HOURS", default=24, least=1)
WEBHOOK_DISABLE_DAYS = env.integer("WEBHOOK_DISABLE_DAYS", default=5, least=1)
WEBHOOK_LOG_DAYS = env.integer("WEBHOOK_LOG_DAYS", default=30, least=1)

# --- Data to take away ---------------------------------------------------------------------------

# Packages of all public knowledge that are kept for download, in DATA_DIR/dumps; the worker makes one a day. 0: none.
DUMP_KEEP = env.integer("DUMP_KEEP", default=3, least=0)

# --- What it is made of --------------------------------------------------------------------------

INSTALLED_APPS = [
    "django_linear_migrations",
    "claims",
    "evidence.accounts",
    "evidence.apps.EvidenceConfig",
    "evidence.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]
MIDDLEWARE = [
    "evidence.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "evidence.conditional.ConditionalReads",
    "evidence.middleware.PermissionsPolicy",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "evidence.middleware.BodyLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "evidence.middleware.Clashes",
]
ROOT_URLCONF = "evidence.urls"
WSGI_APPLICATION = "evidence.wsgi.application"
ASGI_APPLICATION = "evidence.asgi.application"
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
                "evidence.views.site",
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
# A language is offered as soon as its catalogue is compiled: docs/how-to/translate.md.
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = [
    (LANGUAGE_CODE, "English"),
    *(
        (code, LANG_INFO[code]["name_local"])
        for code in sorted(
            path.parts[-3].replace("_", "-").lower()
            for path in LOCALE_PATHS[0].glob("*/LC_MESSAGES/django.mo")
        )
        if code in LANG_INFO and code != LANGUAGE_CODE
    ),
]
FORMAT_MODULE_PATH = ["evidence.formats"]

# --- Where it keeps things -----------------------------------------------------------------------

DATABASES = {
    "default": env.database("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'touchstone.sqlite3'}")
}
# Files, because every server process has to count the same failed sign-ins.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# --- People --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "evidence.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "evidence.accounts.forms.LoginForm",
    "signup": "evidence.accounts.forms.SignupForm",
    "reset_password": "evidence.accounts.forms.ResetPasswordForm",
}
# Signing up answers the same whether or not the address is known; our sign-in form lets people in
# before they confirm it, but without a role.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "signup": "10/h/ip"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
# How many reverse proxies stand in front, so that throttling counts visitors and not the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXIES", default=0, least=0)
# How the API finds a token and its owner: token_of(raw) -> Token | None.
TOKEN_BACKEND = "evidence.accounts.tokens.token_of"  # noqa: S105  a path, not a secret

# --- Mail ----------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("FROM_EMAIL", f"noreply@{urlsplit(SITE_URL).hostname}")
locals().update(env.email("EMAIL_URL", default="console:"))

# --- REST API ------------------------------------------------------------------------------------

REST_FRAMEWORK: dict[str, Any] = {
    "EXCEPTION_HANDLER": "claims.api.errors.exception_handler",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "claims.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # No `?format=`: an unknown parameter is refused like any other.
    "URL_FORMAT_OVERRIDE": None,
}
# Requests a minute from one person or address: reads in each server process, writes in all together.
API_READS_PER_MINUTE = env.integer("API_READS_PER_MINUTE", default=1200, least=1)
API_WRITES_PER_MINUTE = env.integer("API_WRITES_PER_MINUTE", default=120, least=1)
# The same for requests of AI assistants over HTTP (`manage.py mcp --http`).
MCP_CALLS_PER_MINUTE = env.integer("MCP_CALLS_PER_MINUTE", default=120, least=1)
# Lines of bulk requests a minute from one person; each request is one write besides.
API_BULK_LINES_PER_MINUTE = env.integer("API_BULK_LINES_PER_MINUTE", default=1000, least=1)
# Hours for which the answer to a request with an Idempotency-Key is kept.
IDEMPOTENCY_KEY_HOURS = env.integer("IDEMPOTENCY_KEY_HOURS", default=24, least=1)
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": f"{SITE_NAME} API",
    "DESCRIPTION": "Claims, the evidence that bears on them, and how certain each claim is. Reading needs no key.",
    "LICENSE": {"name": "CC0-1.0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "claims.api.schema.tidy",
        "claims.api.describing.describe",
        "claims.api.samples.show",
    ],
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    # What a PATCH demands, it demands: its body is no looser kind of another.
    "COMPONENT_SPLIT_PATCH": False,
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Safety --------------------------------------------------------------------------------------

INSECURE_LOOPBACK = env.is_loopback(SITE_URL)
SITE_HOST = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = env.listing(
    "ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if INSECURE_LOOPBACK else SITE_HOST
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "evidence.views.csrf_failure"
# The largest request body in bytes; evidence.middleware.BodyLimit answers 413 above it.
MAX_BODY = env.integer("MAX_BODY", default=2_621_440, least=1024)
# Sources that the worker asks the services about each day, where look-ups are on; 0 for none.
INTEGRITY_PER_DAY = env.integer("INTEGRITY_PER_DAY", default=500, least=0)
# A file of sources in bytes, at the addresses that take one; kept in DATA_DIR/imports until it is stored.
IMPORT_MAX_BYTES = env.integer("IMPORT_MAX_BYTES", default=104_857_600, least=1024)
# Days after which a file that was brought in and never stored is discarded.
IMPORT_PREVIEW_DAYS = env.integer("IMPORT_PREVIEW_DAYS", default=14, least=1)
IMPORT_PATHS = ("/sources/import/", "/api/v1/imports/")
# Articles that are checked: bytes of a file, characters of a text, and what a visitor without an account may ask.
CHECK_MAX_BYTES = env.integer("CHECK_MAX_BYTES", default=5_242_880, least=1024)
CHECK_MAX_CHARACTERS = env.integer("CHECK_MAX_CHARACTERS", default=500_000, least=1000)
CHECK_ANONYMOUS_CHARACTERS = env.integer("CHECK_ANONYMOUS_CHARACTERS", default=100_000, least=1000)
CHECKS_PER_HOUR = env.integer("CHECKS_PER_HOUR", default=10, least=1)
# Articles of one person, or of all visitors without an account together, that may wait at a time.
CHECKS_AT_ONCE = env.integer("CHECKS_AT_ONCE", default=5, least=1)
CHECK_SECONDS = env.integer("CHECK_SECONDS", default=300, least=1)
# Days after which the article of a visitor without an account is taken away.
CHECK_KEEP_DAYS = env.integer("CHECK_KEEP_DAYS", default=30, least=1)
# Whether likeness of meaning adds possible matches; needs the packages of requirements-embeddings.txt.
EMBEDDINGS = env.flag("EMBEDDINGS", default=False)
# Who may show the summary of a published article in a frame; no other page can be framed.
EMBED_FRAME_ANCESTORS = env.frame_sources("EMBED_FRAME_ANCESTORS", default="https:")
CHECK_PATHS = ("/check/", "/api/v1/documents/")
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 5

if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = not (DEBUG or INSECURE_LOOPBACK)
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked from inside, by whatever keeps the site running
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_LOOPBACK
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 0 if INSECURE_LOOPBACK else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not INSECURE_LOOPBACK
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = (
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
if INSECURE_LOOPBACK and not DEBUG:
    # `check --deploy` would ask for TLS to one's own machine; nothing else is silenced.
    SILENCED_SYSTEM_CHECKS = [
        "security.W004",
        "security.W008",
        "security.W012",
        "security.W016",
        "security.W021",
        "security.W005",
    ]

# --- Log -----------------------------------------------------------------------------------------

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "evidence.logs.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} [{request_id}] {message}", "style": "{"}
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Django's own handlers would write each line a second time.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # It would write down what was asked.
        "mcp": {"level": "WARNING"},
    },
}

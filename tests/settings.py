"""The site's settings as the tests see them: production's, with nothing of this machine in them.

DATABASE_URL chooses the database as everywhere; TEST_DB_SUFFIX keeps two runs on one server apart.
"""

import os
import tempfile

# Kept in a name: the directory goes when the process does.
_scratch = tempfile.TemporaryDirectory(prefix="touchstone-tests-", ignore_cleanup_errors=True)

os.environ["ENV_FILE"] = ""
for _name in (
    "DEBUG",
    "EMAIL_URL",
    "REVIEWERS_REQUIRED",
    "SITE_URL",
    "MAX_BODY",
    "LOG_LEVEL",
    "LOOKUP_CONTACT",
    "EMBEDDINGS",
):
    os.environ.pop(_name, None)
os.environ["DATA_DIR"] = _scratch.name
os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["SITE_URL"] = "http://127.0.0.1:8000"

from evidence.settings import *  # noqa: E402

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Hashing a password well takes 0.3 s each time; no test is about that.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True

_suffix = os.environ.get("TEST_DB_SUFFIX", "")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file and not memory: threads and a live server then meet the locks of the real thing.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / f"test{_suffix}.sqlite3")}
else:
    _name = DATABASES["default"]["NAME"]
    DATABASES["default"]["TEST"] = {
        "NAME": f"test_{_name}{'_' if _suffix else ''}{_suffix}",
        # A server set up without a locale makes databases that know no Unicode.
        "CHARSET": "UTF8",
        "TEMPLATE": "template0",
    }
    # A connection kept open would keep the test database from being dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0

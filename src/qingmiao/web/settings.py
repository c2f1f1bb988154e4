"""Settings of the site. What differs between sites comes from its home and the environment (see home.py)."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

from qingmiao.web import home as _home

BASE = Path(__file__).resolve().parent

SECRET_KEY = _home.secret_key()
SECOND_FACTOR_KEY = _home.second_factor_key()
DEBUG = False
ALLOWED_HOSTS = _home.hosts()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks_db",
    "qingmiao.web.people",
    "qingmiao.web.ledger",
    "qingmiao.web.planning",
    "qingmiao.web.pages",
    "qingmiao.web.review",
    "qingmiao.web.rounds",
    "qingmiao.web.reports",
    "qingmiao.web.selfreports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "qingmiao.web.language.LanguageMiddleware",
    "qingmiao.web.people.ages.AgeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "qingmiao.web.access.AccessMiddleware",
]

ROOT_URLCONF = "qingmiao.web.urls"
WSGI_APPLICATION = "qingmiao.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates", *(BASE / app / "templates" for app in ("people", "review", "rounds", "selfreports"))],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qingmiao.web.pages.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "qingmiao.web.pages.templatetags.words",
                "qingmiao.web.people.templatetags.people_words",
                "qingmiao.web.review.templatetags.review_words",
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"]),
            ],
        },
    },
]

_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": _home.home() / "qingmiao.sqlite3",
    # A file, as in life: facts are read by a second connection, which would not see a database in memory.
    "TEST": {"NAME": _home.home() / "test.sqlite3"},
    "OPTIONS": {
        # Writers queue instead of failing in mid-transaction; readers are never held up (WAL). FULL: what was acknowledged outlives a power cut.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;",
    },
}
_URL = os.environ.get("DATABASE_URL")
DATABASES = {"default": dict(dj_database_url.parse(_URL, conn_max_age=600, conn_health_checks=True)) if _URL else _SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

EMAIL_HOST, EMAIL_TIMEOUT = "", 30
globals().update(_home.mail())

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}}

LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "first_name")},
    },
]

# How long a session lasts (seconds): without use, and in any case. The people app holds both; the cookie ends with the browser.
SESSION_IDLE = 30 * 60
SESSION_LONGEST = 12 * 3600
SESSION_COOKIE_AGE = SESSION_LONGEST
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
# So many wrong passwords within so many seconds, for one name and for one address, close the sign-in to it.
LOCK_WINDOW = 15 * 60
LOCK_NAME = 5
LOCK_ADDRESS = 50
# Proxies before the site, whose word on the reader's address is believed.
PROXIES = _home.proxies()
# So many seconds between the right password and the code of the second factor.
SECOND_FACTOR_WAIT = 5 * 60
# So many days a link stands by which somebody sets their password.
INVITATION_DAYS = 7
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CSRF_FAILURE_VIEW = "qingmiao.web.pages.errors.csrf_failed"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE / "static", *(BASE / app / "static" for app in ("review", "rounds", "selfreports"))]
# Files are served from the package as they lie: nothing is collected, nothing is written.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 7 * 24 * 3600

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}

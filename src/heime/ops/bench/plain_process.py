"""Serves the plain view as the web process is served.

python -m heime.ops.bench.plain_process PORT
"""

import asyncio
import os
import sys

from django.conf import settings
from django.core.asgi import get_asgi_application
from psycopg.conninfo import conninfo_to_dict

from heime.ops import web


def configure() -> None:
    """Django's settings for this one view."""
    parts = conninfo_to_dict(os.environ["HEIME_DATABASE_INGEST_URL"])
    settings.configure(
        ALLOWED_HOSTS=["localhost", "127.0.0.1"],
        AUTH_USER_MODEL="people.Account",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": parts["dbname"],
                "USER": parts["user"],
                "PASSWORD": parts["password"],
                "HOST": parts["host"],
                "PORT": str(parts["port"]),
                "OPTIONS": {"pool": {"min_size": 2, "max_size": 10, "timeout": 30}},
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "heime.records.audit",
            "heime.records.people",
            "heime.records.access",
            "heime.records.plans",
            "heime.records.measurements",
        ],
        MIDDLEWARE=[],
        ROOT_URLCONF="heime.ops.bench.plain",
        SECRET_KEY="signs nothing",  # noqa: S106
        USE_TZ=True,
    )


if __name__ == "__main__":
    configure()
    serving = web.serve(get_asgi_application(), "127.0.0.1", int(sys.argv[1]))
    asyncio.new_event_loop().run_until_complete(serving)
    os._exit(0)

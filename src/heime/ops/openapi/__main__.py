"""python -m heime.ops.openapi check|write"""

import os
import sys

import django


def main(what: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")
    django.setup()
    from heime.ops import openapi

    if what == "write":
        openapi.write()
        return 0
    found = openapi.faults()
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

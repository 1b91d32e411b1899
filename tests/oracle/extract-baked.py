"""Extracts what is baked into pictures with the `openbadges_bakery` package.

    python extract-baked.py PICTURE…

One JSON line per picture goes to stdout: {"path", "baked"}.
"""

import json
import sys

from openbadges_bakery import unbake

for path in sys.argv[1:]:
    with open(path, "rb") as picture:
        baked = unbake(picture)
    if isinstance(baked, bytes):
        baked = baked.decode("utf-8")
    print(json.dumps({"path": path, "baked": baked}))

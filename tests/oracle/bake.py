"""Bakes an assertion into a picture with the `openbadges_bakery` package.

    python bake.py SOURCE TARGET < assertion.json
"""

import sys

from openbadges_bakery import bake

source, target = sys.argv[1:]
with open(source, "rb") as picture, open(target, "wb") as baked:
    bake(picture, sys.stdin.read(), baked)

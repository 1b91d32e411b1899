"""Verifies Open Badges 2.0 assertions of a built site with the `openbadges` validator of 1EdTech.

    python verify-assertions.py SITE_FOLDER BASE_ADDRESS PATH…

The site's own addresses are answered from the folder, the context from the package; anything else is
an error. One JSON line per assertion goes to stdout: {"path", "valid", "errors"}.
"""

import json
import mimetypes
import pathlib
import sys
from unittest.mock import MagicMock

import requests
from requests.adapters import HTTPAdapter

folder, base, *paths = sys.argv[1:]


def answer(_adapter, request, **_options):
    """A response from the folder, in the place of one from the network."""
    response = requests.Response()
    response.request, response.url = request, request.url
    file = pathlib.Path(folder, request.url.removeprefix(base))
    if request.url.startswith(base) and file.is_file():
        response.status_code = 200
        response._content = file.read_bytes()
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        response.headers["Content-Type"] = kind
    elif request.url == OPENBADGES_CONTEXT_V2_URI:
        response.status_code = 200
        response._content = json.dumps(OPENBADGES_CONTEXT_V2_DICT).encode()
        response.headers["Content-Type"] = "application/ld+json"
    else:
        print("asked for", request.url, file=sys.stderr)
        response.status_code = 404
        response._content = b""
    return response


HTTPAdapter.send = answer
# Only for signed badges, and too old for any Python of today.
for name in ["jose", "Crypto", "Crypto.PublicKey", "Crypto.PublicKey.RSA"]:
    sys.modules[name] = MagicMock()

from openbadges import verifier  # noqa: E402
from openbadges.verifier.openbadges_context import (  # noqa: E402
    OPENBADGES_CONTEXT_V2_DICT,
    OPENBADGES_CONTEXT_V2_URI,
)

for path in paths:
    report = verifier.verify(base + path, use_cache=False)["report"]
    errors = [it for it in report["messages"] if it["messageLevel"] == "ERROR"]
    told = {"path": path, "valid": report["valid"], "errors": [it["result"] for it in errors]}
    print(json.dumps(told))

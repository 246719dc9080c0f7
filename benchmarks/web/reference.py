#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Expected checksums of the web suite: by Python's own json, base64, html, urllib and zlib, by regular expressions, or
from what the messages were made of."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from expected import main  # noqa: E402
from expected_encodings import encodings  # noqa: E402
from expected_hpack import hpack  # noqa: E402
from expected_inflate import deflates, inflates  # noqa: E402
from expected_json import jsons  # noqa: E402
from expected_http import http  # noqa: E402
from expected_pages import masks, pages, routes  # noqa: E402

THEMES = (http, hpack, jsons, encodings, masks, pages, routes, inflates, deflates)

if __name__ == "__main__":
    sys.exit(main(__file__, THEMES))

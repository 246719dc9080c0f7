#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Expected checksums of the database suite, by other algorithms than the suite's: sorted lists and dictionaries for
trees, tables and filters, encoders where the suite decodes, Python's own codecs, exact integers for vectors."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from expected import main  # noqa: E402
from expected_engine import engine  # noqa: E402
from expected_pages import crcs, pages  # noqa: E402
from expected_redis import redis  # noqa: E402
from expected_rows import rows  # noqa: E402
from expected_stores import stores  # noqa: E402
from expected_values import values  # noqa: E402

THEMES = (pages, crcs, rows, stores, redis, values, engine)

if __name__ == "__main__":
    sys.exit(main(__file__, THEMES))

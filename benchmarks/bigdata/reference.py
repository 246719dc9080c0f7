#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Expected checksums of the bigdata suite, by other algorithms than the suite's: Python's own dictionaries, sorting,
csv, re and datetime, integers of any size, fractions."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from expected import main  # noqa: E402
import expected_parquet  # noqa: E402
import expected_rest  # noqa: E402
import expected_tables  # noqa: E402

THEMES = (*expected_tables.THEMES, *expected_parquet.THEMES, *expected_rest.THEMES)

if __name__ == "__main__":
    sys.exit(main(__file__, THEMES))

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Expected checksums of the bigdata suite, by other algorithms than the suite's: Python's own dictionaries, sorting,
csv, re and datetime, integers of any size, fractions."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from expected import Checksums  # noqa: E402
import expected_parquet  # noqa: E402
import expected_rest  # noqa: E402
import expected_tables  # noqa: E402


def main():
    out = Checksums("Expected checksums of the bigdata suite.")
    for module in (expected_tables, expected_parquet, expected_rest):
        for theme in module.THEMES:
            theme(out)
    return out.main(__file__)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Expected checksums of the compute suite, by other algorithms than the suite's wherever there is one: closed forms,
exact fractions, Python's own zlib, hashlib, binascii, base64, sorted and UTF-8 decoder, published values."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from expected import Checksums  # noqa: E402
from expected_bytes import arrays, bits, hashes, text, vectors  # noqa: E402
from expected_classics import coremark_like, dhrystone_like, whetstone_like  # noqa: E402
from expected_numbers import (branches, floating, games, integers, matrices, science,  # noqa: E402
                              signals)

THEMES = (integers, floating, branches, games, science, matrices, signals, hashes, bits, vectors,
          arrays, text, coremark_like)


def main():
    out = Checksums("Expected checksums of the compute suite.")
    for theme in THEMES:
        theme(out)
    out.add("dhrystone_like", dhrystone_like(), "the same steps in Python")
    out.add("whetstone_like", whetstone_like(), "identities of the functions", tolerance="1e-9")
    return out.main(__file__)


if __name__ == "__main__":
    sys.exit(main())

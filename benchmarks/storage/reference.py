#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Expected checksums of the storage suite, by definitions and other algorithms than the suite's: polynomials over GF(2)
as integers, what was lost or packed, published check values, Python's own library."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from expected import main  # noqa: E402
from expected_blocks import allocator, extent_maps, xts  # noqa: E402
from expected_chunks import chunking  # noqa: E402
from expected_compress import compress  # noqa: E402
from expected_codes import crcs, erasure, protection, raid  # noqa: E402
from expected_hashes import hashes  # noqa: E402
from expected_placement import placement  # noqa: E402

THEMES = (erasure, raid, crcs, protection, hashes, chunking, placement, compress,
          extent_maps, allocator, xts)

if __name__ == "__main__":
    sys.exit(main(__file__, THEMES))

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Expected checksums of the ai suite: operators by their definitions, in integers wherever the inputs allow it, and
other formulas where there are any. Of large shapes only the outputs that the checksum has are computed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from expected import main  # noqa: E402
from expected_images import convolutions, depthwise, layouts, pooling, selection  # noqa: E402
from expected_matrix import gemm, gemv  # noqa: E402
from expected_networks import mobilenet, transformer  # noqa: E402
from expected_rows import activations, attention, norms, quantisation, rotary, softmax  # noqa: E402

THEMES = (gemm, gemv, convolutions, depthwise, softmax, norms, activations, quantisation, attention, rotary, layouts,
          pooling, selection, mobilenet, transformer)

if __name__ == "__main__":
    sys.exit(main(__file__, THEMES))

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Expected checksums of the middleware suite, by definitions in Python: big integers, bytes, regular expressions,
ordered dictionaries, exact fractions, sorted lists, published vectors."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from expected import main  # noqa: E402
from expected_formats import cbor, kafka, protobuf  # noqa: E402
from expected_log import raft  # noqa: E402
from expected_requests import caches, timer_wheel, token_bucket  # noqa: E402
from expected_services import consistent_hash, rings  # noqa: E402
from expected_topics import mqtt, topic_trie  # noqa: E402

THEMES = (protobuf, cbor, kafka, mqtt, topic_trie, raft, caches, token_bucket, timer_wheel,
          consistent_hash, rings)

if __name__ == "__main__":
    sys.exit(main(__file__, THEMES))

# SPDX-License-Identifier: Apache-2.0
"""For tests that change a record: its seal, as docs/record.md says, computed by other means than the program's."""

import hashlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "base"))
from canonical_numbers import canonical as number  # noqa: E402


def canonical(value):
    """RFC 8785, of what has ASCII keys."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def sealed(record):
    """A record whose seal fits what it says now."""
    rest = {key: value for key, value in record.items() if key not in ("content", "id", "marks")}
    content = hashlib.sha256(canonical(rest).encode()).hexdigest()
    created = record["created"].replace("-", "").replace(":", "")
    return dict(record, content=content, id=f"{created}-{content[:6]}")

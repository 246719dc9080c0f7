# SPDX-License-Identifier: Apache-2.0
"""Where Assay keeps what can be made again, for scripts and tests: as harness/host/tool_search.cc finds it."""

import os
import pathlib


def user_cache():
    """As the XDG Base Directory Specification has it: a name that is not absolute counts as none."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    return pathlib.Path(named) if named.startswith("/") else pathlib.Path.home() / ".cache"


def tool_root():
    return user_cache() / "assay"

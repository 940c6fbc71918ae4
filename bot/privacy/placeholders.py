"""What stands in a text for what was hidden in it. The engine knows both as entities (data/nlu.yml)."""

from __future__ import annotations

import re

# A whole code, by a name that its conversation knows it by.
HANDLE = re.compile(r"\bclaim_[0-9a-f]{4,8}\b")
# A part of a code; it has no name, because nothing can be looked up by it.
PART = "code_part"
PLACEHOLDER = re.compile(rf"{HANDLE.pattern}|\b{PART}\b")

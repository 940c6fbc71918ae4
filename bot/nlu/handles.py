"""What stands for a claim code in a text, and what of it may be learned: nothing."""

from __future__ import annotations

import re

# The app's handle, with the link around it that was pasted from an e-mail.
_HANDLE = re.compile(r"(?:https?://\S*)?\bclaim_[0-9a-f]{4,8}\b(?:&\S*)?")


def without_handles(text: str) -> str:
    """The text as its meaning is learned: which code it is about says nothing of what is asked."""
    return _HANDLE.sub("my code", text)

"""What a file may be, and what became of one: fit to be kept, or why not. Pure.

What a file is shows in its first bytes. Its name and what a browser says of it are never asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.conversations.attachment import AttachmentKind

# Of the request. A phone's picture has 2 to 8 MB.
MOST_BYTES = 10 * 1024 * 1024


class Unfit(StrEnum):
    """Why a file is not taken. Each has a text for whoever sent it, in services/texts.yml."""

    EMPTY = "empty"
    UNKNOWN = "unknown"  # neither a picture that we read nor a PDF
    HEIC = "heic"
    BROKEN = "broken"  # it does not read, or not with what reading a file may cost
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    LOCKED = "locked"  # encrypted
    ACTIVE = "active"  # a PDF that can do something, or that carries other files


@dataclass(frozen=True)
class FitFile:
    """A file as it is kept: written anew, with nothing of the one that came but what is seen.

    Pictures have a size and a thumbnail, which are a JPEG both.
    """

    kind: AttachmentKind
    content: bytes = field(repr=False)
    thumbnail: bytes | None = field(default=None, repr=False)
    width: int | None = None
    height: int | None = None


class Format(StrEnum):
    """By Pillow's names, but for PDF."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    PDF = "PDF"


_BEGINS = {b"\xff\xd8\xff": Format.JPEG, b"\x89PNG\r\n\x1a\n": Format.PNG, b"%PDF-": Format.PDF}
# The brands of ISO/IEC 23008-12 that phones write.
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def format_of(content: bytes) -> Format | Unfit:
    """What the file is, by how it begins."""
    if not content:
        return Unfit.EMPTY
    for beginning, found in _BEGINS.items():
        if content.startswith(beginning):
            return found
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Format.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return Unfit.HEIC
    return Unfit.UNKNOWN

"""Makes one file fit to be kept, in a process of its own: `python -m bot.attachments.prepare`.

The file comes on standard input, what became of it goes to standard output. Decoders are where a hostile
file does its harm, so what runs them has no secret, no database, and an end to what it may take.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import BinaryIO

from bot.attachments.fitness import FitFile, Format, Unfit, format_of
from bot.conversations.attachment import AttachmentKind

_MOST_CPU_S = 20
_MOST_MEMORY_BYTES = 1024**3


def prepare(content: bytes) -> FitFile | Unfit:
    """Raises whatever the library does that cannot read it."""
    written_in = format_of(content)
    if isinstance(written_in, Unfit):
        return written_in
    # Each where it is needed: loading both would double the time.
    if written_in is Format.PDF:
        from bot.attachments.pdf import prepare_pdf

        return prepare_pdf(content)
    from bot.attachments.picture import prepare_picture

    return prepare_picture(content, written_in)


def write(prepared: FitFile | Unfit, to: BinaryIO) -> None:
    """A line of JSON, then the thumbnail and the file."""
    if isinstance(prepared, Unfit):
        to.write(json.dumps({"unfit": prepared}).encode() + b"\n")
        return
    thumbnail = prepared.thumbnail or b""
    told = {
        "kind": prepared.kind,
        "width": prepared.width,
        "height": prepared.height,
        "thumbnail_bytes": len(thumbnail),
    }
    to.write(json.dumps(told).encode() + b"\n" + thumbnail + prepared.content)


def read(written: bytes) -> FitFile | Unfit:
    """What `write` wrote."""
    line, _, rest = written.partition(b"\n")
    told = json.loads(line)
    if "unfit" in told:
        return Unfit(told["unfit"])
    thumbnail_bytes = told["thumbnail_bytes"]
    return FitFile(
        AttachmentKind(told["kind"]),
        content=rest[thumbnail_bytes:],
        thumbnail=rest[:thumbnail_bytes] or None,
        width=told["width"],
        height=told["height"],
    )


def _limit_itself() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_CPU_S, _MOST_CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY_BYTES, _MOST_MEMORY_BYTES))
    # It has nothing to write to but what it was given.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    _limit_itself()
    write(prepare(sys.stdin.buffer.read()), sys.stdout.buffer)

"""A PDF, looked through for whatever it could do, and written anew with its pages only.

One that has something active is refused rather than cleaned: a receipt has no script, and whoever sends one
should know that it did not arrive.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from bot.attachments.fitness import FitFile, Unfit
from bot.conversations.attachment import AttachmentKind

MOST_PAGES = 50

# Of ISO 32000-2: scripts, other files, forms made of XML, and whatever plays.
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent"})
_ACTIVE_VALUES = {
    "/S": frozenset(
        {
            *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"),
            *("/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView"),
        }
    ),
    "/Subtype": frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}),
    "/Type": frozenset({"/EmbeddedFile"}),
}


def prepare_pdf(content: bytes) -> FitFile | Unfit:
    """Raises whatever pypdf does for a file that does not read."""
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        return Unfit.LOCKED
    if any(_is_active(found) for found in _dictionaries(reader.trailer)):
        return Unfit.ACTIVE
    if not reader.pages:
        return Unfit.BROKEN
    if len(reader.pages) > MOST_PAGES:
        return Unfit.TOO_MANY_PAGES
    # Only what the pages need is copied: nothing that hides beside them, and no name of an author.
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    writer.metadata = None
    written = BytesIO()
    writer.write(written)
    return FitFile(AttachmentKind.PDF, written.getvalue())


def _is_active(found: DictionaryObject) -> bool:
    return not _ACTIVE_KEYS.isdisjoint(found) or any(
        str(found.raw_get(key)) in values for key, values in _ACTIVE_VALUES.items() if key in found
    )


def _dictionaries(root: PdfObject) -> Iterator[DictionaryObject]:
    """Every dictionary that the file's trailer leads to, each once, streams' too."""
    seen: set[int] = set()
    waiting: list[PdfObject | None] = [root]
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            if found.idnum in seen:
                continue
            seen.add(found.idnum)
            found = found.get_object()
        if isinstance(found, DictionaryObject):
            yield found
            waiting += [found.raw_get(key) for key in found]
        elif isinstance(found, ArrayObject):
            waiting += list(found)

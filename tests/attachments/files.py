"""Files as customers send them, and as somebody does who means harm."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

WHERE_IT_WAS_TAKEN = b"52 deg 22 min north"
_GPS, _ORIENTATION, _COPYRIGHT = 0x8825, 0x0112, 0x8298


def a_picture(
    width: int = 60, height: int = 40, written_in: str = "JPEG", *, mode: str = "RGB", orientation: int = 1
) -> bytes:
    """Red on its left half and white on its right, with what a phone writes beside it."""
    image = Image.new("RGB", (width, height), "white")
    image.paste((200, 0, 0), (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif[_COPYRIGHT] = WHERE_IT_WAS_TAKEN.decode()
    exif.get_ifd(_GPS)[1] = "N"
    written = BytesIO()
    image.convert(mode).save(written, written_in, exif=exif, quality=95)
    return written.getvalue()


def a_png_that_says(width: int, height: int) -> bytes:
    """A header of any size over hardly any data: what a decompression bomb looks like from outside."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def a_pdf(pages: int = 1, change: Callable[[PdfWriter], object] = lambda writer: None) -> bytes:
    """Empty pages, changed by a test."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "Alice of 12 Elm Street"})
    change(writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def with_action(kind: str, **more: str) -> Callable[[PdfWriter], object]:
    """Something that happens when the document is opened."""

    def change(writer: PdfWriter) -> None:
        action = DictionaryObject({NameObject("/S"): NameObject(f"/{kind}")})
        action.update({NameObject(f"/{key}"): TextStringObject(value) for key, value in more.items()})
        writer.root_object[NameObject("/OpenAction")] = action

    return change


def with_annotation(subtype: str, action: str | None = None, **more: str) -> Callable[[PdfWriter], object]:
    """Something on the first page that can be pressed."""

    def change(writer: PdfWriter) -> None:
        annotation = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject(f"/{subtype}"),
                NameObject("/Rect"): ArrayObject([NumberObject(number) for number in (0, 0, 9, 9)]),
            }
        )
        if action is not None:
            does = DictionaryObject({NameObject("/S"): NameObject(f"/{action}")})
            does.update({NameObject(f"/{key}"): TextStringObject(value) for key, value in more.items()})
            annotation[NameObject("/A")] = writer._add_object(does)
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])

    return change


def with_scripts_by_name(writer: PdfWriter) -> None:
    scripts = DictionaryObject({NameObject("/JavaScript"): DictionaryObject()})
    writer.root_object[NameObject("/Names")] = scripts


def with_forms_of_xml(writer: PdfWriter) -> None:
    form = DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>")})
    writer.root_object[NameObject("/AcroForm")] = form

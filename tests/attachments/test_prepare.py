"""What is kept of a file is what is seen of it, and what could do harm is refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter

from bot.attachments.fitness import FitFile, Unfit, format_of
from bot.attachments.picture import LONGEST_SIDE_PX, MOST_PIXELS, THUMBNAIL_PX
from bot.attachments.prepare_apart import prepare_apart
from bot.conversations.attachment import AttachmentKind
from tests.attachments.files import (
    WHERE_IT_WAS_TAKEN,
    a_pdf,
    a_picture,
    a_png_that_says,
    with_action,
    with_annotation,
    with_forms_of_xml,
    with_scripts_by_name,
)


def prepared(content: bytes) -> FitFile:
    fit = prepare_apart(content)
    assert isinstance(fit, FitFile), fit
    return fit


def shown(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content), formats=["JPEG"])
    image.load()
    return image


def is_red(image: Image.Image, x: int, y: int) -> bool:
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return pixel[0] > 150 and pixel[1] < 80


@pytest.mark.parametrize(
    ("written_in", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "P"), ("WEBP", "RGB")],
)
def test_every_picture_becomes_a_jpeg_of_its_size(written_in: str, mode: str) -> None:
    fit = prepared(a_picture(60, 40, written_in, mode=mode))
    assert (fit.kind, fit.width, fit.height) == (AttachmentKind.PICTURE, 60, 40)
    assert shown(fit.content).size == (60, 40)
    if mode != "L":
        assert is_red(shown(fit.content), 10, 20)
        assert not is_red(shown(fit.content), 50, 20)


@pytest.mark.parametrize("written_in", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_left_of_where_a_picture_was_taken(written_in: str) -> None:
    sent = a_picture(written_in=written_in)
    assert WHERE_IT_WAS_TAKEN in sent
    fit = prepared(sent)
    assert fit.thumbnail is not None
    for content in (fit.content, fit.thumbnail):
        assert WHERE_IT_WAS_TAKEN not in content
        assert not shown(content).getexif()
        assert set(shown(content).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_taken_sideways_stands_upright() -> None:
    fit = prepared(a_picture(60, 40, orientation=6))
    assert (fit.width, fit.height) == (40, 60)
    assert is_red(shown(fit.content), 20, 10)
    assert not is_red(shown(fit.content), 20, 50)


def test_what_was_transparent_is_white() -> None:
    written = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(written, "PNG")
    assert shown(prepared(written.getvalue()).content).getpixel((5, 5)) == (255, 255, 255)


def test_a_large_picture_is_made_as_large_as_is_read_and_its_thumbnail_small() -> None:
    fit = prepared(a_picture(6000, 3000))
    assert fit.thumbnail is not None
    assert max(shown(fit.content).size) == LONGEST_SIDE_PX
    assert max(shown(fit.thumbnail).size) == THUMBNAIL_PX
    assert (fit.width, fit.height) == shown(fit.content).size


def test_a_bomb_is_refused_by_what_it_says_of_its_size() -> None:
    assert prepare_apart(a_png_that_says(MOST_PIXELS, 2)) is Unfit.TOO_MANY_PIXELS
    assert prepare_apart(a_png_that_says(60_000, 60_000)) is Unfit.TOO_MANY_PIXELS


def test_a_picture_that_ends_too_early_is_refused() -> None:
    assert prepare_apart(a_picture(600, 400)[:-500]) is Unfit.BROKEN
    assert prepare_apart(a_png_that_says(100, 100)) is Unfit.BROKEN


def test_a_picture_that_is_an_archive_too_is_none_any_more() -> None:
    written = BytesIO(a_picture())
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    assert zipfile.is_zipfile(BytesIO(written.getvalue()))
    kept = prepared(written.getvalue()).content
    assert not zipfile.is_zipfile(BytesIO(kept))
    assert b"script" not in kept


@pytest.mark.parametrize(
    ("content", "unfit"),
    [
        (b"", Unfit.EMPTY),
        (b"<html><script>alert(1)</script>", Unfit.UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Unfit.UNKNOWN),
        (b"GIF89a" + b"\0" * 50, Unfit.UNKNOWN),
        (b"PK\x03\x04" + b"\0" * 50, Unfit.UNKNOWN),
        (b"MZ" + b"\0" * 50, Unfit.UNKNOWN),
        (b"<!-- -->%PDF-1.7", Unfit.UNKNOWN),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Unfit.HEIC),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", Unfit.UNKNOWN),
        (b"\xff\xd8\xff", Unfit.BROKEN),
        (b"%PDF-1.7\nnothing of it", Unfit.BROKEN),
    ],
)
def test_what_a_file_is_shows_in_its_bytes(content: bytes, unfit: Unfit) -> None:
    assert prepare_apart(content) is unfit


def test_another_kind_of_picture_is_not_read_behind_the_beginning_of_a_jpeg() -> None:
    # Pillow reads some fifty formats, and asks each of them if it is let.
    assert prepare_apart(b"\xff\xd8\xff" + a_picture(written_in="PNG")) is Unfit.BROKEN


@given(st.binary(max_size=64))
def test_any_beginning_is_something_or_nothing_that_we_take(content: bytes) -> None:
    assert format_of(content) is not None


def test_a_plain_pdf_is_kept_with_its_pages_and_without_its_author() -> None:
    fit = prepared(a_pdf(3))
    assert (fit.kind, fit.width, fit.thumbnail) == (AttachmentKind.PDF, None, None)
    assert len(PdfReader(BytesIO(fit.content)).pages) == 3
    assert b"Elm Street" not in fit.content


def test_a_link_in_a_pdf_is_no_harm() -> None:
    linked = a_pdf(change=with_annotation("Link", "URI", URI="https://shop.example.com"))
    annotations = PdfReader(BytesIO(prepared(linked).content)).pages[0].annotations
    assert annotations is not None
    assert annotations[0].get_object()["/A"]["/URI"] == "https://shop.example.com"


def test_what_follows_a_pdf_in_its_file_is_not_kept() -> None:
    written = BytesIO(a_pdf())
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    kept = prepared(written.getvalue()).content
    assert not zipfile.is_zipfile(BytesIO(kept))
    assert b"script" not in kept


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(with_scripts_by_name, id="a script by name"),
        pytest.param(with_action("JavaScript", JS="app.alert(1)"), id="a script at the start"),
        pytest.param(with_action("Launch", F="cmd.exe"), id="a program"),
        pytest.param(with_action("SubmitForm", F="https://evil.example.com"), id="a form that sends itself"),
        pytest.param(with_action("GoToR", F="//evil.example.com/x.pdf"), id="another file elsewhere"),
        pytest.param(lambda writer: writer.add_attachment("evil.exe", b"MZ"), id="a file inside"),
        pytest.param(with_annotation("Link", "Launch", F="cmd.exe"), id="a link to a program"),
        pytest.param(with_annotation("Link", "JavaScript", JS="app.alert(1)"), id="a link to a script"),
        pytest.param(with_annotation("FileAttachment"), id="a file on a page"),
        pytest.param(with_annotation("RichMedia"), id="a film"),
        pytest.param(with_forms_of_xml, id="a form of XML"),
    ],
)
def test_a_pdf_that_can_do_something_is_refused(change: Callable[[PdfWriter], object]) -> None:
    assert prepare_apart(a_pdf(change=change)) is Unfit.ACTIVE


def test_a_script_is_one_in_any_spelling() -> None:
    # In a name, #61 is the letter a.
    spelled = a_pdf(change=with_action("JxxxvaScript")).replace(b"/JxxxvaScript", b"/J#61vaScript")
    assert b"/JavaScript" not in spelled
    assert prepare_apart(spelled) is Unfit.ACTIVE


def test_a_locked_pdf_is_refused() -> None:
    assert prepare_apart(a_pdf(change=lambda writer: writer.encrypt("secret"))) is Unfit.LOCKED
    # One that opens without a password hides as well what can be done with it.
    locked = a_pdf(change=lambda writer: writer.encrypt("", owner_password="secret"))
    assert prepare_apart(locked) is Unfit.LOCKED


def test_a_pdf_of_many_pages_is_refused() -> None:
    assert prepare_apart(a_pdf(51)) is Unfit.TOO_MANY_PAGES


def test_a_pdf_whose_pages_lead_in_a_circle_comes_to_an_end() -> None:
    circle = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    assert prepare_apart(circle) is Unfit.BROKEN

"""A picture, decoded in full and written anew: upright, no larger than is read, and nothing but its pixels.

What a camera adds (where, when, on whose phone), comments, profiles, further frames and whatever follows
the picture in its file are not copied, so they are gone.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from bot.attachments.fitness import FitFile, Format, Unfit
from bot.conversations.attachment import AttachmentKind

# More than phones take, and 160 MB while it is decoded.
MOST_PIXELS = 40_000_000
# Small print on a receipt is still read at this.
LONGEST_SIDE_PX = 2048
THUMBNAIL_PX = 480


def prepare_picture(content: bytes, written_in: Format) -> FitFile | Unfit:
    """Raises whatever Pillow does for a picture that does not read."""
    # What asks first is ours, below: Pillow would only warn.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(BytesIO(content), formats=[written_in]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            return Unfit.TOO_MANY_PIXELS
        # A JPEG that is much larger than needed is decoded smaller at once; others ignore it.
        opened.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
        picture = _pixels_of(upright)
    thumbnail = picture.copy()
    thumbnail.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    return FitFile(
        AttachmentKind.PICTURE, _jpeg(picture), _jpeg(thumbnail), width=picture.width, height=picture.height
    )


def _pixels_of(image: Image.Image) -> Image.Image:
    """A new picture with the same pixels, on white where they are transparent."""
    # 16 bits of grey would be cut off rather than scaled on the way to colours.
    plain = image.convert("L") if image.mode.startswith("I") else image
    seen = plain.convert("RGBA")
    pixels = Image.new("RGB", seen.size, "white")
    pixels.paste(seen, mask=seen)
    return pixels


def _jpeg(picture: Image.Image) -> bytes:
    written = BytesIO()
    # Full colour resolution: print is thin, and red stamps blur first.
    picture.save(written, "JPEG", quality=87, subsampling=0, optimize=True)
    return written.getvalue()

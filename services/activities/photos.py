"""Photos as they are kept: whatever a camera made becomes a plain JPEG of at most 1600 pixels, without a word about where or by whom.

The content decides what a file is, never its name. Sizes are read from the header before a pixel is decoded.
"""

import io
import struct
import threading
from dataclasses import dataclass
from typing import NoReturn

from PIL import Image, ImageOps

from services.errors import Invalid

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONG_SIDE = 1600
QUALITY = 82
MEDIA_TYPE = "image/jpeg"
FORMATS = ("JPEG", "PNG", "WEBP")
HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, TypeError, OverflowError, MemoryError)
"""What Pillow raises on files that are cut short, altered or made to harm."""

_decoding = threading.BoundedSemaphore(2)  # 50 megapixels take up to 400 MB while they are scaled down


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG without metadata. width, height: in pixels."""

    content: bytes
    width: int
    height: int


def plain_photo(content: bytes) -> Photo:
    """The photo upright, on white where it was transparent, the first picture where it was animated. Raises Invalid."""
    if not content:
        _refuse("The photo is empty: take or choose it again")
    if len(content) > MOST_BYTES:
        _refuse(f"The photo has {len(content) / 1024**2:.0f} MB: choose one of at most {MOST_BYTES // 1024**2} MB")
    if content[4:8] == b"ftyp" and content[8:12] in HEIC:
        _refuse(
            "The photo is in the HEIC format, which cannot be read: save it as JPEG, on an iPhone under Camera, Formats, Most Compatible"
        )
    with _decoding:
        return _plain(content)


def _plain(content: bytes) -> Photo:
    with _opened(content) as image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            _refuse_size(width, height)
        try:
            return _written(_on_white(ImageOps.exif_transpose(_scaled(image))))
        except Image.DecompressionBombError:
            _refuse_size(width, height)
        except DAMAGED:
            _refuse("The photo is damaged or was not sent whole: take or choose it again")


def _opened(content: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse_size()
    except DAMAGED:
        _refuse("This file is no photo: choose a JPEG, PNG or WebP picture")


def _scaled(image: Image.Image) -> Image.Image:
    """At most `LONG_SIDE` long; a JPEG is decoded no larger than that needs."""
    if image.mode in ("P", "PA", "1"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    return image


def _on_white(image: Image.Image) -> Image.Image:
    """The pixels alone, in RGB."""
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")  # 16 bits: `convert` alone would make all but black white
    white = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white.paste(image, mask=image.getchannel("A"))
    else:
        white.paste(image.convert("RGB"))
    return white


def _written(image: Image.Image) -> Photo:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Photo(file.getvalue(), image.width, image.height)


def _refuse_size(*size: int) -> NoReturn:
    found = f"{size[0]} x {size[1]} pixels" if size else "too many pixels"
    _refuse(f"The photo has {found}: choose one of at most {MOST_PIXELS // 1_000_000} megapixels")


def _refuse(message: str) -> NoReturn:
    raise Invalid(message, field="photo")

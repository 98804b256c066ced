"""Whatever a camera made becomes a plain picture; whatever is none is refused in one sentence."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from services.activities.photos import LONG_SIDE, MOST_BYTES, Photo, plain_photo
from services.errors import Invalid

RED, WHITE = (255, 0, 0), (255, 255, 255)
SECRETS = (b"SecretCamera", b"SecretPlace", b"SecretWord")


def encoded(image: Image.Image, kind: str, **more: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def painted(size: tuple[int, int] = (40, 20), mode: str = "RGB", colour: Any = RED) -> Image.Image:
    return Image.new(mode, size, colour)


def with_secrets(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 5.0), 29: "SecretPlace"})
    return exif


def opened(photo: Photo) -> Image.Image:
    image = Image.open(io.BytesIO(photo.content))
    image.load()
    return image


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= 4 for a, b in zip(pixel, colour, strict=True))


def png(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG whose header says so, whatever it holds."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def wide_jpeg() -> bytes:
    """A JPEG whose header says 65,535 by 65,535."""
    content = bytearray(encoded(painted(), "JPEG"))
    start = content.index(b"\xff\xc0") + 5
    content[start : start + 4] = b"\xff\xff\xff\xff"
    return bytes(content)


def wide_webp() -> bytes:
    """A WebP whose canvas says 16,384 by 16,384."""
    content = bytearray(encoded(painted(mode="RGBA", colour=(1, 2, 3, 4)), "WEBP", exif=with_secrets()))
    start = content.index(b"VP8X") + 12
    content[start : start + 6] = b"\xff\x3f\x00\xff\x3f\x00"
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda: encoded(painted(), "JPEG", exif=with_secrets(), comment=b"SecretWord"), id="jpeg"),
        pytest.param(lambda: encoded(painted(), "WEBP", exif=with_secrets(), xmp=b"<x>SecretWord</x>"), id="webp"),
        pytest.param(lambda: encoded(painted(), "PNG", exif=with_secrets(), pnginfo=words()), id="png"),
        pytest.param(lambda: encoded(painted(), "MPO", exif=with_secrets(), save_all=True, append_images=[painted()]), id="two pictures"),
    ],
)
def test_nothing_that_was_written_beside_the_picture_is_kept(content: Callable[[], bytes]) -> None:
    sent = content()
    assert SECRETS[0] in sent
    photo = plain_photo(sent)
    kept = opened(photo)
    assert kept.format == "JPEG"
    assert len(kept.getexif()) == 0
    assert kept.getexif().get_ifd(0x8825) == {}
    assert {"exif", "comment", "icc_profile", "xmp"} & kept.info.keys() == set()
    assert [word for word in (*SECRETS, b"Exif", b"ICC_PROFILE", b"http") if word in photo.content] == []


def words() -> PngInfo:
    info = PngInfo()
    info.add_text("Comment", "SecretWord")
    return info


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_taken_sideways_stands_upright(kind: str) -> None:
    image = painted((400, 200))
    image.paste((0, 0, 255), (0, 0, 200, 200))  # turned by 90 degrees, the left half is on top
    photo = plain_photo(encoded(image, kind, exif=with_secrets(orientation=6)))
    assert (photo.width, photo.height) == (200, 400)
    assert near(opened(photo).getpixel((100, 50)), (0, 0, 255))
    assert near(opened(photo).getpixel((100, 350)), RED)


@pytest.mark.parametrize(
    ("size", "stands"),
    [((4000, 3000), (1600, 1200)), ((900, 4800), (300, 1600)), ((640, 480), (640, 480)), ((5000, 1), (1600, 1))],
)
def test_a_picture_is_no_longer_than_it_needs_to_be(size: tuple[int, int], stands: tuple[int, int]) -> None:
    photo = plain_photo(encoded(painted(size), "JPEG"))
    assert (photo.width, photo.height) == stands
    assert opened(photo).size == stands
    assert max(stands) <= LONG_SIDE


@pytest.mark.parametrize(
    ("image", "more", "colour"),
    [
        pytest.param(painted(mode="L", colour=77), {}, (77, 77, 77), id="grey"),
        pytest.param(painted(mode="1", colour=1), {}, WHITE, id="black and white"),
        pytest.param(Image.fromarray(np.full((20, 40), 0x8000, np.uint16)), {}, (128, 128, 128), id="16 bits"),
        pytest.param(painted(mode="RGBA", colour=(255, 0, 0, 0)), {}, WHITE, id="transparent"),
        pytest.param(painted(mode="RGBA", colour=(255, 0, 0, 128)), {}, (255, 127, 127), id="half transparent"),
        pytest.param(painted(mode="LA", colour=(0, 0)), {}, WHITE, id="grey, transparent"),
        pytest.param(painted(mode="P", colour=0), {"transparency": 0}, WHITE, id="palette, transparent"),
        pytest.param(painted(), {"transparency": RED}, WHITE, id="one colour is transparent"),
    ],
)
def test_every_way_to_store_colours_ends_in_the_same_colours(
    image: Image.Image, more: dict[str, Any], colour: tuple[int, int, int]
) -> None:
    photo = plain_photo(encoded(image, "PNG", **more))
    assert opened(photo).mode == "RGB"
    assert near(opened(photo).getpixel((5, 5)), colour)


def test_a_palette_keeps_its_colours() -> None:
    image = painted(mode="P", colour=3)
    image.putpalette([0, 0, 0] * 3 + [10, 200, 30])
    assert near(opened(plain_photo(encoded(image, "PNG"))).getpixel((5, 5)), (10, 200, 30))


def test_ink_becomes_light() -> None:
    assert near(opened(plain_photo(encoded(painted(mode="CMYK", colour=(0, 255, 255, 0)), "JPEG"))).getpixel((5, 5)), RED)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "MPO"])
def test_of_an_animation_the_first_picture_counts(kind: str) -> None:
    content = encoded(painted(), kind, save_all=True, append_images=[painted(colour=(0, 0, 255))])
    assert near(opened(plain_photo(content)).getpixel((5, 5)), RED)


def test_the_same_upload_gives_the_same_photo() -> None:
    content = encoded(painted((300, 200)), "PNG")
    assert plain_photo(content) == plain_photo(content)


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(lambda: b"", "empty", id="nothing"),
        pytest.param(lambda: b"\x00" * 5_000, "no photo", id="zeros"),
        pytest.param(lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "no photo", id="svg"),
        pytest.param(lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "no photo", id="pdf"),
        pytest.param(lambda: encoded(painted(), "GIF"), "JPEG, PNG or WebP", id="gif"),
        pytest.param(lambda: encoded(painted(), "TIFF"), "JPEG, PNG or WebP", id="tiff"),
        pytest.param(lambda: encoded(painted(), "BMP"), "JPEG, PNG or WebP", id="bmp"),
        pytest.param(lambda: b"MZ" + encoded(painted(), "JPEG"), "no photo", id="a program"),
        pytest.param(lambda: HEIC + b"\x00" * 100, "HEIC", id="heic"),
        pytest.param(lambda: encoded(painted((300, 300)), "JPEG")[:-400], "damaged", id="half a jpeg"),
        pytest.param(lambda: encoded(painted((300, 300)), "PNG")[:-30], "damaged", id="half a png"),
        pytest.param(lambda: encoded(noise(), "WEBP")[:-400], "(damaged|no photo)", id="half a webp"),
        pytest.param(lambda: encoded(painted(), "JPEG")[:20], "no photo", id="the beginning of a jpeg"),
        pytest.param(lambda: png(100, 100), "damaged", id="a header without pixels"),
        pytest.param(lambda: png(0, 100), "no photo", id="no width"),
        pytest.param(lambda: png(10_000, 5_001), "10000 x 5001 pixels", id="more than 50 megapixels"),
        pytest.param(lambda: png(2**31 - 1, 2**31 - 1), "too many pixels", id="the largest png"),
        pytest.param(wide_jpeg, "too many pixels", id="a jpeg that claims much"),
        pytest.param(wide_webp, "too many pixels", id="a webp that claims much"),
        pytest.param(lambda: encoded(painted(), "JPEG") + b"\x00" * MOST_BYTES, "at most 15 MB", id="more than 15 MB"),
    ],
)
def test_what_is_no_photo_is_refused_in_one_sentence(content: Callable[[], bytes], message: str) -> None:
    with pytest.raises(Invalid, match=message) as refused:
        plain_photo(content())
    assert refused.value.field == "photo"


def noise() -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (100, 100, 3), dtype=np.uint8))


def test_a_text_that_unpacks_to_much_is_not_unpacked() -> None:
    info = PngInfo()
    info.add_text("Comment", "x" * 100_000_000, zip=True)
    content = encoded(painted(), "PNG", pnginfo=info)
    assert len(content) < 200_000
    with pytest.raises(Invalid):
        plain_photo(content)


@pytest.mark.filterwarnings("ignore::UserWarning")  # what Pillow says of broken metadata
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "MPO"])
def test_an_altered_photo_is_read_or_refused(kind: str) -> None:
    more = {"save_all": True, "append_images": [noise()]} if kind == "MPO" else {}
    content, dice = encoded(noise(), kind, exif=with_secrets(), **more), np.random.default_rng(2)
    outcomes = {_outcome(_altered(content, dice)) for _ in range(300)}
    assert outcomes == {"read", "refused"}


def _altered(content: bytes, dice: np.random.Generator) -> bytes:
    altered = bytearray(content)
    for _ in range(int(dice.integers(1, 8))):
        altered[dice.integers(0, min(len(altered), dice.choice([60, 400, len(altered)])))] = dice.integers(0, 256)
    return bytes(altered[: len(altered) - int(dice.integers(0, 3))])


def _outcome(content: bytes) -> str:
    try:
        plain_photo(content)
    except Invalid:
        return "refused"
    return "read"

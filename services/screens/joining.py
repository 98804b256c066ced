"""The way in, for a telephone: an address as a QR code."""

from functools import lru_cache
from urllib.parse import urlsplit

import segno


@lru_cache(maxsize=64)
def qr(address: str) -> dict[str, int | str]:
    """d: a path of SVG over a square of `size` units, one a module, without the quiet zone of four around it."""
    matrix = segno.make(address, error="m", micro=False).matrix
    return {"d": "".join(_dark(row, number) for number, row in enumerate(matrix)), "size": len(matrix)}


def picture(address: str) -> str:
    """The same as an image of its own, with the quiet zone: an address of the scheme `data:`."""
    found: str = segno.make(address, error="m", micro=False).svg_data_uri(border=4, light="#fff", omitsize=True)
    return found


def _dark(row: bytes | bytearray, y: int) -> str:
    """The dark stretches of a line of the code."""
    found, start = "", None
    for x, module in enumerate([*row, 0]):
        if module and start is None:
            start = x
        elif not module and start is not None:
            found += f"M{start} {y}h{x - start}v1h-{x - start}z"
            start = None
    return found


def spoken(address: str) -> str:
    """The address as one would type it: `laurel.example`."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path.rstrip('/')}"

"""Amounts are exact decimals with up to four places, held as an integer count of 1/10000 (design, section 3)."""

import re
from decimal import Decimal

E4 = 10_000
BOUND_E4 = 10**12 * E4

_DECIMAL = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?", re.ASCII)
_NOT_A_NUMBER = "must be a plain decimal number such as 1250.00"
_TOO_MANY_PLACES = "must have at most 4 decimal places"
_TOO_LARGE = "must be less than 1000000000000 in magnitude"


class AmountInvalid(ValueError):
    """The value is no amount; the text says what an amount must be."""


def parse_e4(text_or_number: str | int | Decimal) -> int:
    """The amount as a count of 1/10000, exactly.

    Text is plain ASCII digits with an optional sign and an optional point between digits; digits after the fourth
    decimal place must be zeros. Floats and booleans are refused: they are not exact, or not numbers.
    Raises AmountInvalid.
    """
    if isinstance(text_or_number, bool):
        raise AmountInvalid(_NOT_A_NUMBER)
    if isinstance(text_or_number, int):
        return _bounded(text_or_number * E4)
    if isinstance(text_or_number, Decimal):
        return _from_text(_plain(text_or_number))
    if isinstance(text_or_number, str):
        return _from_text(text_or_number)
    raise AmountInvalid(_NOT_A_NUMBER)


def format_e4(amount_e4: int) -> str:
    """The decimal text of an amount: at least two places, and no further zeros at the end."""
    whole, fraction = divmod(abs(amount_e4), E4)
    places = f"{fraction:04d}"
    sign = "-" if amount_e4 < 0 else ""
    return f"{sign}{whole}.{places[:2]}{places[2:].rstrip('0')}"


def _from_text(text: str) -> int:
    found = _DECIMAL.fullmatch(text)
    if found is None:
        raise AmountInvalid(_NOT_A_NUMBER)
    sign, whole, places = found[1], found[2].lstrip("0"), (found[3] or "").rstrip("0")
    # Lengths before int(): Python refuses to convert texts of thousands of digits with an error of its own.
    if len(whole) > 12:
        raise AmountInvalid(_TOO_LARGE)
    if len(places) > 4:
        raise AmountInvalid(_TOO_MANY_PLACES)
    magnitude = int(f"{whole}{places:0<4}")
    return -magnitude if sign == "-" else magnitude


def _plain(number: Decimal) -> str:
    """The number written without an exponent; an exponent too far out is refused before its zeros are written."""
    if not number.is_finite():
        raise AmountInvalid(_NOT_A_NUMBER)
    if number.is_zero():
        return "0"
    if number.adjusted() >= 12:
        raise AmountInvalid(_TOO_LARGE)
    if number.adjusted() < -4:
        raise AmountInvalid(_TOO_MANY_PLACES)
    return format(number, "f")


def _bounded(amount_e4: int) -> int:
    if abs(amount_e4) >= BOUND_E4:
        raise AmountInvalid(_TOO_LARGE)
    return amount_e4

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.amounts import BOUND_E4, AmountInvalid, format_e4, parse_e4

amounts_e4 = st.integers(min_value=1 - BOUND_E4, max_value=BOUND_E4 - 1)

ACCEPTED = {
    "whole": ("1250", 12_500_000),
    "two places": ("1250.00", 12_500_000),
    "negative": ("-3.5", -35_000),
    "plus sign": ("+2", 20_000),
    "four places": ("0.0001", 1),
    "surplus zeros": ("1250.10000", 12_501_000),
    "leading zeros": ("0000000000000007", 70_000),
    "negative zero": ("-0", 0),
    "largest": ("999999999999.9999", BOUND_E4 - 1),
    "smallest": ("-999999999999.9999", 1 - BOUND_E4),
    "thousands of zeros": ("0." + "0" * 10_000, 0),
    "int": (7, 70_000),
    "decimal": (Decimal("12.3456"), 123_456),
    "decimal with surplus zeros": (Decimal("1.500000"), 15_000),
    "decimal with an exponent": (Decimal("1E+3"), 10_000_000),
    "decimal zero with a far exponent": (Decimal("0E+999999"), 0),
    "decimal of more digits than the context": (Decimal("999999999999.9999" + "0" * 40), BOUND_E4 - 1),
}

NOT_A_NUMBER = {
    "scientific": "4.0128e+10",
    "blank": "",
    "space": " ",
    "space around": " 1",
    "newline at the end": "1\n",
    "thousands separator": "1,000",
    "underscore": "1_000",
    "full-width digits": "１２",
    "arabic digits": "١٢",
    "point alone": ".",
    "no whole part": ".5",
    "no places after the point": "5.",
    "two signs": "--1",
    "minus of typography": "−1",
    "nan": "NaN",
    "infinity": "Infinity",
    "hexadecimal": "0x10",
    "bool": True,
    "float": 1.5,
    "none": None,
    "list": [1],
    "decimal nan": Decimal("NaN"),
    "decimal signalling nan": Decimal("sNaN"),
    "decimal infinity": Decimal("-Infinity"),
}

TOO_PRECISE = {
    "five places": "1.00001",
    "decimal": Decimal("1.23456"),
    "tiny decimal": Decimal("1E-999999"),
}

TOO_LARGE = {
    "text": "1000000000000",
    "negative text": "-1000000000000.0000",
    "thousands of digits": "9" * 10_000,
    "int": 10**12,
    "huge int": 10**5000,
    "decimal": Decimal("1E+12"),
    "huge decimal": Decimal("1E+999999"),
}


@pytest.mark.parametrize(("given_value", "expected"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_an_exact_decimal_is_read_exactly(given_value: str | int | Decimal, expected: int) -> None:
    assert parse_e4(given_value) == expected


@pytest.mark.parametrize("value", NOT_A_NUMBER.values(), ids=NOT_A_NUMBER.keys())
def test_what_is_not_a_plain_number_is_refused(value: str) -> None:
    with pytest.raises(AmountInvalid, match="must be a plain decimal number"):
        parse_e4(value)


@pytest.mark.parametrize("value", TOO_PRECISE.values(), ids=TOO_PRECISE.keys())
def test_more_than_four_places_are_refused_not_rounded(value: str | Decimal) -> None:
    with pytest.raises(AmountInvalid, match="at most 4 decimal places"):
        parse_e4(value)


@pytest.mark.parametrize("value", TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_ten_to_the_twelfth_and_above_are_refused(value: str | int | Decimal) -> None:
    with pytest.raises(AmountInvalid, match="less than 1000000000000"):
        parse_e4(value)


@pytest.mark.parametrize(
    ("amount_e4", "expected"),
    [
        pytest.param(12_500_000, "1250.00", id="whole"),
        pytest.param(5_000, "0.50", id="half"),
        pytest.param(123_456, "12.3456", id="four places"),
        pytest.param(12_340, "1.234", id="three places"),
        pytest.param(-1, "-0.0001", id="smallest negative"),
        pytest.param(0, "0.00", id="zero"),
    ],
)
def test_an_amount_is_shown_with_two_places_or_what_it_needs(amount_e4: int, expected: str) -> None:
    assert format_e4(amount_e4) == expected


@given(amounts_e4)
def test_what_is_written_reads_back_the_same(amount_e4: int) -> None:
    assert parse_e4(format_e4(amount_e4)) == amount_e4


@given(amounts_e4)
def test_text_and_decimal_agree(amount_e4: int) -> None:
    assert parse_e4(Decimal(format_e4(amount_e4))) == amount_e4


@given(st.text() | st.integers() | st.decimals())
def test_any_value_is_read_or_refused_as_an_amount(value: str | int | Decimal) -> None:
    try:
        amount_e4 = parse_e4(value)
    except AmountInvalid:
        return
    assert abs(amount_e4) < BOUND_E4

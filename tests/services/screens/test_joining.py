"""The way in, for a telephone."""

import re

import pytest
import segno

from services.screens.joining import qr, spoken

ADDRESS = "https://laurel.example/screen?link=" + "x" * 43


@pytest.mark.parametrize("address", ["https://l.example/", ADDRESS], ids=["short", "long"])
def test_the_path_draws_the_dark_modules_of_the_code_and_no_others(address: str) -> None:
    code = qr(address)
    drawn = set()
    for x, y, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", str(code["d"])):
        drawn |= {(int(x) + step, int(y)) for step in range(int(wide))}
    matrix = segno.make(address, error="m", micro=False).matrix
    assert drawn == {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert code["size"] == len(matrix)


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("https://laurel.example/", "laurel.example"),
        ("http://10.0.0.7:8501/", "10.0.0.7:8501"),
        ("https://x.example/laurel/", "x.example/laurel"),
    ],
)
def test_an_address_is_said_as_one_would_type_it(address: str, typed: str) -> None:
    assert spoken(address) == typed

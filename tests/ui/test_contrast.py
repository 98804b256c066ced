"""Every colour that words are written in stands out from every ground they stand on, by day and by night: WCAG 2 AA, 4.5 to 1."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
TOKEN = re.compile(r"--([a-z-]+): light-dark\((#[0-9A-Fa-f]{6}), (#[0-9A-Fa-f]{6})\)")
TOKENS = {name: (day, night) for name, day, night in TOKEN.findall((PROJECT / "ui/laurel.css").read_text())}
MIX = re.compile(r"--(quiet|laurel|up|down): color-mix\(in srgb, currentColor (\d+)%, (#[0-9A-F]{6}|transparent)\)")
MIXED = {name: (share, other) for name, share, other in MIX.findall((PROJECT / "ui/laurel.css").read_text())}
WORDS = ("ink", "quiet", "laurel", "up", "down", "gold-ink", "silver-ink", "bronze-ink")
GROUNDS = ("ground", "card")
TIMES = ("day", "night")
AA = 4.5


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(ink: str, share: int, other: str) -> str:
    """The ink with another colour in it, as dialogs have it."""
    pairs = [(int(ink[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round((share * one + (100 - share) * two) / 100):02X}" for one, two in pairs)


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("words", WORDS)
def test_words_stand_out_from_their_ground(words: str, ground: str, time: str) -> None:
    at = TIMES.index(time)
    assert contrast(TOKENS[words][at], TOKENS[ground][at]) >= AA


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize(
    ("words", "ground"),
    [("on-laurel", "laurel"), ("ink", "laurel-wash"), ("laurel", "laurel-wash"), ("quiet", "laurel-wash"), ("quiet", "track")],
)
def test_words_stand_out_from_what_is_coloured(words: str, ground: str, time: str) -> None:
    at = TIMES.index(time)
    assert contrast(TOKENS[words][at], TOKENS[ground][at]) >= AA


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("words", sorted(MIXED))
def test_words_in_dialogs_stand_out_too(words: str, time: str) -> None:
    at, (share, other) = TIMES.index(time), MIXED[words]
    ground = TOKENS["ground"][at]
    assert contrast(mixed(TOKENS["ink"][at], int(share), ground if other == "transparent" else other), ground) >= AA


@pytest.mark.parametrize(("time", "section"), [("day", "light"), ("night", "dark")])
def test_what_streamlit_draws_has_the_same_colours(time: str, section: str) -> None:
    theme = tomllib.loads((PROJECT / ".streamlit/config.toml").read_text())["theme"][section]
    at = TIMES.index(time)
    ours = {
        "primaryColor": "laurel",
        "backgroundColor": "ground",
        "secondaryBackgroundColor": "card",
        "textColor": "ink",
        "borderColor": "line",
    }
    assert {name: theme[name].upper() for name in ours} == {name: TOKENS[token][at].upper() for name, token in ours.items()}

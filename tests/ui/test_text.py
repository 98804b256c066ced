"""User text as Markdown that shows it. What a browser makes of it is tested in tests/browser/test_text.py."""

import pytest

from ui.text import BREAK, plain


@pytest.mark.parametrize("text", ["王芳", "Ann Li · East 12", "O'Brien (manager), 12.5%!", "a+b=c", "14:05"[:2]])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**x**", r"\*\*x\*\*"),
        (":red[y]", r"\:red\[y\]"),
        ("<script>", r"\<script\>"),
        ("$x$", r"\$x\$"),
        ("![a](b)", r"!\[a\](b)"),
        ("C:\\new", r"C\:\\new"),
        ("a_b ~c~ `d` &amp; |", r"a\_b \~c\~ \`d\` \&amp; \|"),
    ],
)
def test_what_markdown_reads_is_escaped(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("# 1", r"\# 1"), ("- x", r"\- x"), ("+5", r"\+5"), ("===", r"\="), ("1. one", r"1\. one"), ("12) x", r"12\) x"), ("12 x", "12 x")],
)
def test_what_begins_a_block_is_escaped_where_a_line_begins(text: str, expected: str) -> None:
    assert plain(text).startswith(expected)
    assert plain("a " + text).startswith("a " + text[0])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (":smile:", [r"\:", r"smile\:"]),
        (":material/home:", [r"\:", r"material/home\:"]),
        ("https://a.b", ["http", r"s\://a.b"]),
        ("www.a.b", ["www", ".a.b"]),
        ("ann@a.b", ["ann", "@a.b"]),
        ("a -> b", ["a -", r"\> b"]),
    ],
)
def test_what_is_looked_for_after_markdown_is_parted(text: str, parts: list[str]) -> None:
    assert plain(text) == BREAK.join(parts)


def test_lines_and_the_spaces_before_them_stay() -> None:
    assert plain("one\r\ntwo\n\n  - three\n") == "one\\\ntwo\\\n\\\n&nbsp;&nbsp;\\- three"


def test_nothing_stays_nothing() -> None:
    assert plain("") == ""
    assert plain(" \n ") == ""

"""User text in places that read Markdown: it shows as it was typed, and does nothing.

Tried in Chromium with Streamlit 1.67. These read Markdown, so user text goes through `plain`: markdown, write, caption, title,
header, subheader, error, warning, info, success, toast, metric (label, value, delta), table (cells, index, headers), tooltips
(`help=`), status, progress and spinner texts, dialog titles, the names of tabs, expanders and popovers, the labels of all widgets
and buttons, page_link and menu_button, and the options of radio (and its captions), segmented_control, pills, select_slider and
menu_button: `format_func=plain`.

These show text as it is, so `plain` would show its own backslashes: the options of selectbox and multiselect, placeholders,
what stands in an input, dataframe and data_editor (cells and headers), text, json, code, page titles, charts, `st.html` of a
template (Jinja escapes there).

A text or number input, a file uploader and their like also read their label aloud (`aria-label`) with the escapes in it: give
them a label of ours, and put user text into options and values.

A backslash is enough for Markdown itself. Emoji and icon codes, addresses and typographic arrows are found in the text after
Markdown is read, where backslashes are gone: `:small[]`, an empty span, parts them. It leaves no character in what is seen or copied.
"""

import re

BREAK = ":small[]"
SPECIAL = re.compile(r"[\\`*_~\[\]<>&$|:]")
BLOCK_START = re.compile(r"([-+=#]|\d+(?=[.)]))")
MEETING = re.compile(
    r"(?<=:)(?=[\w+-]+:|material/)"  # :smile: :streamlit: :material/home:
    r"|(?i:(?<=http)(?=s?://)|(?<=www)(?=\.))|(?<=[\w+.-])(?=@)"  # addresses
    r"|(?<=[<>=~-])(?=[<>=~-])"  # <- -> <-> -- >= <= ~=
)
NEW_LINE = re.compile(r"\r\n|\r|\n")
BLANK = " \t\u00a0"


def plain(text: str) -> str:
    """Markdown that shows the text exactly as it was typed, line by line; spaces before a line become no-break spaces."""
    return "\\\n".join(_line(line) for line in NEW_LINE.split(text.strip("\r\n").rstrip()))


def _line(line: str) -> str:
    body = line.lstrip(BLANK)
    escaped = BREAK.join(SPECIAL.sub(r"\\\g<0>", part) for part in MEETING.split(body))
    start = BLOCK_START.match(escaped)
    if start:
        at = start.end() if start[1].isdigit() else 0
        escaped = f"{escaped[:at]}\\{escaped[at:]}"
    return "&nbsp;" * (len(line) - len(body)) + escaped

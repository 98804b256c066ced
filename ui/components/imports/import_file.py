"""The file that is to be imported: chosen once, kept while its columns are being understood, shown as it was read."""

import hashlib
from dataclasses import dataclass

import streamlit as st

from services.errors import Refusal
from services.imports.previewing import Preview, preview, uploaded
from ui import formats
from ui.components.admin.admin_forms import Complaints
from ui.components.frame import note
from ui.i18n import _, ngettext
from ui.refusals import sentence
from ui.rendering import show

KEPT, TURN = "imports_kept", "imports_turn"
TYPES = ["csv", "txt", "tsv", "gz", "xlsx"]
SHOWN_ROWS = 6
ENCODINGS = {"utf-8": "UTF-8", "gb18030": "GB18030"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file whose columns can be read. digest: of its content, for telling one file from another."""

    name: str
    content: bytes
    digest: str
    seen: Preview


def chosen() -> Chosen | None:
    """The file that is being imported; before there is one, the place to choose it."""
    kept = st.session_state.get(KEPT)
    if isinstance(kept, Chosen):
        return kept
    wrong = Complaints()
    sent = st.file_uploader(_what_it_may_be(), type=TYPES, key=f"imports_upload_{st.session_state.get(TURN, 0)}")
    note(_("The names of the columns are in its first row"), _("Nothing is imported before you say so"))
    wrong.beneath("file")
    if sent is None:
        return None
    content = sent.getvalue()
    try:
        with uploaded(content, sent.name) as path:
            seen = preview(path)
    except Refusal as refusal:
        wrong.say(formats.sentences(sentence(refusal), _("Nothing was imported.")), "file")
        return None
    if not seen.row_count:
        wrong.say(formats.sentences(_("The file has no rows beneath the names of its columns."), _("Nothing was imported.")), "file")
        return None
    st.session_state[KEPT] = Chosen(sent.name, content, hashlib.sha256(content).hexdigest()[:12], seen)
    st.rerun()


def _what_it_may_be() -> str:
    kinds = ", ".join(f".{kind}" for kind in TYPES)
    return _("CSV or Excel file ({kinds}), up to {size} MB").format(kinds=kinds, size=formats.number(st.get_option("server.maxUploadSize")))


def drop() -> None:
    """No file is chosen; for a button's `on_click`."""
    st.session_state.pop(KEPT, None)
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def card(file: Chosen) -> None:
    """What the file is, with the way to another, and its first rows."""
    seen = file.seen
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="imports_file"):
        show("import_file.html", name=file.name, facts=_facts(seen))
        st.button(_("Another file"), key="imports_other", icon=":material/swap_horiz:", type="tertiary", on_click=drop)
    show("import_rows.html", columns=[column.name for column in seen.columns], rows=seen.rows[:SHOWN_ROWS], title=_("The first rows"))
    if seen.unreadable:
        text = ngettext("{n} row cannot be read and will be refused.", "{n} rows cannot be read and will be refused.", seen.unreadable)
        note(text.format(n=formats.number(seen.unreadable)))


def _facts(seen: Preview) -> list[str]:
    separators = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}
    return [
        part
        for part in (
            ngettext("{n} row", "{n} rows", seen.row_count).format(n=formats.number(seen.row_count)),
            ngettext("{n} column", "{n} columns", len(seen.columns)).format(n=formats.number(len(seen.columns))),
            ENCODINGS.get(seen.encoding, seen.encoding),
            _("separated by {separator}").format(separator=separators.get(seen.separator, seen.separator)) if seen.separator else "",
        )
        if part
    ]

"""What an import would do, does, and did: the numbers, the rows that are refused with why, and where to see what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from services.errors import Refusal
from services.imports.previewing import Kind, Outcome
from ui import formats
from ui.components.admin.admin_frame import heading
from ui.components.frame import note
from ui.components.imports.import_fields import words
from ui.components.tiles import Tile, in_a_row
from ui.downloads import download
from ui.i18n import _, ngettext
from ui.menu import page
from ui.refusals import sentence, translated
from ui.rendering import put, show
from ui.text import plain

DONE = "imports_done"


@dataclass(frozen=True, slots=True)
class Done:
    """An import that was carried out."""

    kind: Kind
    name: str
    outcome: Outcome


def foreseen(kind: Kind, outcome: Outcome) -> None:
    """What the import would do."""
    heading(_("What would happen"), _("It was tried on your data and taken back: nothing is imported yet."))
    _numbers(kind, outcome, is_done=False)
    refused_rows(kind, outcome)


def _numbers(kind: Kind, outcome: Outcome, *, is_done: bool) -> None:
    counts = outcome.counts
    known = _("Count once, as before") if counts.duplicates else ""
    tiles = [
        Tile(_("Imported") if is_done else _("Would be imported"), formats.number(counts.accepted), _waiting(counts.pending)),
        Tile(_("Here already"), formats.number(counts.duplicates), known) if kind == "activities" else None,
        Tile(_("New teams"), formats.number(counts.teams)) if counts.teams else None,
        Tile(_("Refused"), formats.number(counts.rejected)),
    ]
    put(in_a_row(tiles))


def _waiting(pending: int) -> str:
    if not pending:
        return ""
    return ngettext("{n} waits for approval", "{n} wait for approval", pending).format(n=formats.number(pending))


def refused_rows(kind: Kind, outcome: Outcome) -> None:
    """The first rows that are refused, and all of them as a file."""
    rejected = outcome.counts.rejected
    if not rejected:
        return
    named = words(kind) | {"type": _("Activity type"), "source": _("Source")}
    heading(_("Refused rows"), _("Correct them in the file and import it again: what is in already is met as known."))
    lines = [(formats.number(row.line), named.get(row.field, row.field), translated(row.reason)) for row in outcome.first]
    show("import_refused.html", rows=lines)
    if rejected > len(lines):
        note(_("The first {n} of {all}").format(n=formats.number(len(lines)), all=formats.number(rejected)))
    errors = outcome.errors
    download("imports_errors", _("Download all refused rows"), "refused-rows.csv", lambda _actor: errors)


@contextmanager
def watched(words_before: str) -> Iterator["Watch"]:
    """Progress while it lasts; a refusal says what happened to the data."""
    bar = st.progress(0.0, words_before)
    watch = Watch(bar)
    try:
        yield watch
    except Refusal as refusal:
        st.error(plain(formats.sentences(sentence(refusal), what_happened(watch.done))), icon=":material/error:")
    finally:
        bar.empty()


class Watch:
    """Tells how far an import is, and remembers it."""

    def __init__(self, bar: object) -> None:
        self.bar, self.done = bar, 0

    def __call__(self, done: int, of: int) -> None:
        self.done = done
        told = _("{done} of {of} rows").format(done=formats.number(done), of=formats.number(of))
        self.bar.progress(done / max(of, 1), told)  # type: ignore[attr-defined]


def what_happened(done: int) -> str:
    """What an import that broke off has left."""
    if not done:
        return _("Nothing was imported.")
    text = ngettext(
        "{n} row was gone through before; what was right of it is in. Import the file again: the rest follows, and nothing counts twice.",
        "{n} rows were gone through before; what was right of them is in. Import the file again: the rest follows, and nothing counts twice.",
        done,
    )
    return text.format(n=formats.number(done))


def done(found: Done) -> None:
    """What came of an import, and the way to see it."""
    show("import_done.html", title=_title(found), name=found.name)
    _numbers(found.kind, found.outcome, is_done=True)
    refused_rows(found.kind, found.outcome)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        path, label, query = _where(found.kind)
        st.page_link(page(path), label=label, icon=":material/arrow_forward:", query_params=query)
        st.button(_("Import another file"), key="imports_again", icon=":material/upload_file:", on_click=forget)


def _title(found: Done) -> str:
    counts = found.outcome.counts
    if counts.accepted:
        return _done_words(found.kind, counts.accepted).format(n=formats.number(counts.accepted))
    if counts.duplicates:
        return _("Everything in this file was here already: nothing changed")
    return _("Nothing was imported")


def _done_words(kind: Kind, n: int) -> str:
    if kind == "activities":
        return ngettext("{n} activity is imported", "{n} activities are imported", n)
    if kind == "people":
        return ngettext("{n} person is imported", "{n} people are imported", n)
    return ngettext("{n} customer is imported", "{n} customers are imported", n)


def _where(kind: Kind) -> tuple[str, str, dict[str, str]]:
    if kind == "activities":
        return "team/leaderboard.py", _("See the leaderboard"), {"period": "all"}
    if kind == "people":
        return "admin/people.py", _("See the people"), {}
    return "customers/customers.py", _("See the customers"), {}


def forget() -> None:
    """The next file can be chosen; for a button's `on_click`."""
    st.session_state.pop(DONE, None)

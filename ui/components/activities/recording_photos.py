"""Photos as evidence: taken or chosen, kept at once without their metadata, shown small, and removed again."""

import base64
from functools import partial
from typing import Any

import streamlit as st

from services.activities import evidence
from services.errors import Refusal
from ui.components.frame import wrong
from ui.data import database
from ui.i18n import _
from ui.rendering import show
from ui.shared import once_per
from ui.sign_in import Viewer
from ui.text import plain

TYPES = ["jpg", "jpeg", "png", "webp", "gif"]
MOST = 5
TURN = "record_photo_turn"


def photos(me: Viewer, words: str, was: list[dict[str, Any]], help_words: str | None) -> list[dict[str, Any]]:
    """The photos of the draft: name and sha256 of each. Those that were just chosen are kept at once."""
    kept = list(was)
    turn = st.session_state.setdefault(TURN, 0)
    if len(kept) < MOST:
        sent = st.file_uploader(words, type=TYPES, accept_multiple_files=True, key=f"record_photos_{turn}", help=help_words)
        kept = _store(me, kept, sent or [])
    for photo in list(kept):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"record_photo_{photo['sha256'][:12]}"):
            show("photo.html", source=_small(me, photo["sha256"]), name=photo["name"])
            if st.button(_("Remove"), key=f"record_remove_{photo['sha256'][:12]}", icon=":material/close:", type="tertiary"):
                kept.remove(photo)
                st.session_state[TURN] = turn + 1
    return kept


def _store(me: Viewer, kept: list[dict[str, Any]], sent: list[Any]) -> list[dict[str, Any]]:
    known = st.session_state.setdefault("record_photos_known", {})
    for file in sent:
        if file.file_id in known:
            continue
        try:
            photo = evidence.store(database(), me.actor, file.name, file.getvalue())
        except Refusal as refusal:
            st.write(plain(file.name))
            wrong(refusal)
            continue
        known[file.file_id] = photo["sha256"]
        if photo["sha256"] not in {one["sha256"] for one in kept}:
            kept.append({"name": photo["name"], "sha256": photo["sha256"]})
    return kept[:MOST]


def _small(me: Viewer, sha256: str) -> str:
    read = partial(evidence.photo, database(), me.actor, sha256)
    return once_per(None, ("photo", me.user, sha256), lambda: "data:image/jpeg;base64," + base64.b64encode(read()).decode())

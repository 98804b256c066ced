"""The wall on a page: a component whose few lines of script fetch the wall's own files once, and then only hear what is new."""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Literal

import streamlit as st

from ui.components.wall import files
from ui.components.wall.words import goodbyes

SCRIPT = """
const folders = ["%(folder)s", "%(folder)s~again"]
let loading = null
let tries = 0
export default async function (component) {
  const address = new URL(folders[Math.min(tries, 1)] + (tries > 1 ? tries : "") + "/wall.js", window.location.origin).href
  loading ??= import(address).catch(() => { tries += 1; loading = null })
  const wall = await loading
  return wall?.show(component)
}
"""
State = Literal["shown", "gone"]


@cache
def _component() -> Any:
    folder = f"{files.ADDRESS}/{files.made()}"
    return st.components.v2.component("laurel_wall", js=SCRIPT % {"folder": folder})


def put_wall(
    data: Mapping[str, Any] | str | None,
    *,
    beat: int,
    state: State = "shown",
    words: Mapping[str, str] | None = None,
    key: str,
    height: int | None = None,
) -> None:
    """The wall stands here. data: of `services.screens.scenes`, or its JSON made once for many; None where the state is gone.

    beat: when this was asked, milliseconds; a wall that hears no new beat looks stale. words: of its screen's language (`words.words`).
    height: of a preview, pixels; None: the wall has the window to itself, celebrates, and may sound.
    """
    head = {"beat": beat, "state": state, "made": files.made(), "is_full": height is None}
    written = "" if state == "gone" or data is None else data if isinstance(data, str) else _json(data)
    said = tuple((goodbyes() if words is None else words).items())
    _component()(key=key, data=_json(head).encode() + _lasting(said, written), height=height or "content")


@lru_cache(maxsize=256)
def _lasting(said: tuple[tuple[str, str], ...], written: str) -> bytes:
    """What stays the same from beat to beat, a line each, encoded once: as JSON it would be written and weighed twice at every beat."""
    return f"\n{_json(dict(said))}\n{written}".encode()


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

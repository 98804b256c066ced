"""Speaks with the server as a browser would, without one: every frame of the websocket can be looked into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from services.sessions import COOKIE

SECONDS = 30


def ask(url: str, page: str = "", *, query: str = "", token: str | None = None, script_hash: str = "") -> list[bytes]:
    """The frames of one run of the page with this address, or with this hash, until the script has finished."""
    wanted = BackMsg()
    wanted.rerun_script.page_name = page
    wanted.rerun_script.query_string = query
    wanted.rerun_script.page_script_hash = script_hash
    headers = {"Cookie": f"{COOKIE}={token}"} if token else {}
    stream = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    frames: list[bytes] = []
    with connect(stream, max_size=None, subprotocols=["streamlit"], additional_headers=headers) as socket:  # type: ignore[list-item]
        socket.send(wanted.SerializeToString())
        while not frames or not is_end(message(frames[-1])):
            sent = socket.recv(timeout=SECONDS)
            frames.append(sent.encode() if isinstance(sent, str) else sent)
    return frames


def message(frame: bytes) -> ForwardMsg:
    found = ForwardMsg()
    found.ParseFromString(frame)
    return found


def is_end(told: ForwardMsg) -> bool:
    """The page has run to its end; where it sent the visitor on to another page, that one."""
    return told.WhichOneof("type") == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


def pages_told(frames: Sequence[bytes]) -> list[tuple[str, str, str]]:
    """(section, title, hash) of every page that the frames name."""
    return [
        (page.section_header, page.page_name, page.page_script_hash)
        for told in map(message, frames)
        if told.WhichOneof("type") == "navigation"
        for page in told.navigation.app_pages
    ]


def words_of(frames: Iterable[bytes], words: Iterable[str]) -> list[str]:
    """Which of the words stand in the frames: text travels in them as it is."""
    whole = b"\0".join(frames)
    return [word for word in words if word.encode() in whole]

"""Speaks with the server as a browser would, without one: every frame of the websocket can be looked into."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.RootContainer_pb2 import RootContainer
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from services.sign_in.sessions import COOKIE

SECONDS = 30


@dataclass(frozen=True, slots=True)
class Tab:
    """An open websocket. session: as the server calls it; xsrf: the token that goes with it."""

    socket: ClientConnection
    session: str
    xsrf: str

    def run(self, page: str = "", *, query: str = "", script_hash: str = "") -> list[bytes]:
        """The frames of one run, until the script has finished."""
        wanted = BackMsg()
        wanted.rerun_script.page_name = page
        wanted.rerun_script.query_string = query
        wanted.rerun_script.page_script_hash = script_hash
        self.socket.send(wanted.SerializeToString())
        frames: list[bytes] = []
        while not frames or not is_end(message(frames[-1])):
            sent = self.socket.recv(timeout=SECONDS)
            frames.append(sent.encode() if isinstance(sent, str) else sent)
        return frames


@contextmanager
def opened(url: str, *, token: str | None = None) -> Iterator[Tab]:
    """A tab that has asked for nothing but the first page."""
    with urllib.request.urlopen(f"{url}/_stcore/health", timeout=SECONDS) as answer:
        xsrf = SimpleCookie(answer.headers["Set-Cookie"])["_streamlit_xsrf"].value
    with _connected(url, token) as socket:
        first = message(Tab(socket, "", xsrf).run()[0])
        yield Tab(socket, first.new_session.initialize.session_id, xsrf)


def _connected(url: str, token: str | None) -> ClientConnection:
    headers = {"Cookie": f"{COOKIE}={token}"} if token else {}
    stream = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    return connect(stream, max_size=None, subprotocols=[Subprotocol("streamlit")], additional_headers=headers)


def ask(url: str, page: str = "", *, query: str = "", token: str | None = None, script_hash: str = "") -> list[bytes]:
    """The frames of one run of the page with this address, or with this hash, in a tab of its own."""
    with _connected(url, token) as socket:
        return Tab(socket, "", "").run(page, query=query, script_hash=script_hash)


def message(frame: bytes) -> ForwardMsg:
    found = ForwardMsg()
    found.ParseFromString(frame)
    return found


def is_end(told: ForwardMsg) -> bool:
    """The page has run to its end; where it sent the visitor on to another page, that one."""
    return told.WhichOneof("type") == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


def main_of(frames: Iterable[bytes]) -> list[bytes]:
    """The frames that draw in the middle of the page: neither menu nor sidebar."""
    return [frame for frame in frames if (told := message(frame)).HasField("delta") and told.metadata.delta_path[0] == RootContainer.MAIN]


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

"""Browsers without a screen: sessions that rerun a page as fast as they can, and note when a text first reached each of them.

python bench/reruns.py URL PAGE SECONDS TOKENS WATCHED [beats]

URL: ws://HOST:PORT/_stcore/stream; TOKENS: a file with the cookie of one session a line, as many sessions as lines; WATCHED: a file to which
lines of `TIME TEXT` are added while it runs (seconds of the system's clock). beats: after the first run only the part of the page runs again
that refreshes itself, as it does in a browser. Prints {"runs", "seconds", "p50", "p95", "seen": [[TEXT, the
seconds until the last session showed it, how many sessions showed it]]} as JSON.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class Watched:
    """The texts that are waited for, and when each session saw them first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.texts: list[tuple[float, bytes]] = []
        self.seen: dict[bytes, dict[int, float]] = {}
        self.read = 0

    def look(self) -> None:
        lines = self.path.read_text().splitlines()
        for line in lines[self.read :]:
            at, text = line.split(" ", 1)
            self.texts.append((float(at), text.encode()))
            self.seen[text.encode()] = {}
        self.read = len(lines)

    def met(self, session: int, raw: bytes) -> None:
        for at, text in self.texts[-3:]:
            if text in raw:
                self.seen[text].setdefault(session, time.time() - at)


@dataclass(slots=True)
class Session:
    """A browser with a page open. part: the number of the part that refreshes itself, once it is known, where only that is asked for."""

    number: int
    page: str
    cookie: str
    only_beats: bool
    script: str = ""
    part: str = ""

    async def visit(self, url: str, until: float, watched: Watched, took: list[float]) -> None:
        headers = {"Cookie": f"laurel_session={self.cookie}"} if self.cookie else {}
        async with websockets.connect(url, max_size=None, subprotocols=["streamlit"], additional_headers=headers) as socket:
            while time.perf_counter() < until:
                began = time.perf_counter()
                await socket.send(self.question().SerializeToString())
                while self.goes_on(raw := await asyncio.wait_for(socket.recv(), 120)):
                    watched.met(self.number, raw)
                took.append(time.perf_counter() - began)

    def question(self) -> BackMsg:
        ask = BackMsg()
        ask.rerun_script.query_string = ""
        if self.part:
            ask.rerun_script.fragment_id, ask.rerun_script.page_script_hash, ask.rerun_script.is_auto_rerun = self.part, self.script, True
        else:
            ask.rerun_script.page_name = self.page
        return ask

    def goes_on(self, raw: bytes) -> bool:
        """False where this was the last message of a run."""
        answer = ForwardMsg()
        answer.ParseFromString(raw)
        kind = answer.WhichOneof("type")
        if kind == "new_session":
            self.script = answer.new_session.page_script_hash
        elif kind == "auto_rerun" and self.only_beats:
            self.part = answer.auto_rerun.fragment_id
        return kind != "script_finished"


async def look_on(watched: Watched, until: float) -> None:
    while time.perf_counter() < until:
        watched.look()
        await asyncio.sleep(0.05)


async def main() -> None:
    url, page, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    cookies = Path(sys.argv[4]).read_text().splitlines()
    watched, took = Watched(Path(sys.argv[5])), list[float]()
    began = time.perf_counter()
    until = began + seconds
    sessions = [Session(number, page, cookie, "beats" in sys.argv[6:]) for number, cookie in enumerate(cookies)]
    await asyncio.gather(look_on(watched, until), *(one.visit(url, until, watched, took) for one in sessions))
    ordered = sorted(took)
    seen = [[text.decode(), max(times.values(), default=None), len(times)] for text, times in watched.seen.items()]
    print(
        json.dumps(
            {
                "runs": len(took),
                "seconds": time.perf_counter() - began,
                "p50": ordered[len(ordered) // 2],
                "p95": ordered[len(ordered) * 95 // 100],
                "seen": seen,
            }
        )
    )


if __name__ == "__main__":
    asyncio.run(main())

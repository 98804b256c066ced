"""Browsers without a screen: sessions that rerun a page as fast as they can, and note when a text first reached each of them.

python bench/reruns.py URL PAGE SECONDS TOKENS WATCHED

URL: ws://HOST:PORT/_stcore/stream; TOKENS: a file with the cookie of one session a line, as many sessions as lines; WATCHED: a file to which
lines of `TIME TEXT` are added while it runs (seconds of the system's clock). Prints {"runs", "seconds", "p50", "p95", "seen": [[TEXT, the
seconds until the last session showed it, how many sessions showed it]]} as JSON.
"""

import asyncio
import json
import sys
import time
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


async def session(number: int, url: str, page: str, cookie: str, until: float, watched: Watched, took: list[float]) -> None:
    headers = {"Cookie": f"laurel_session={cookie}"} if cookie else {}
    async with websockets.connect(url, max_size=None, subprotocols=["streamlit"], additional_headers=headers) as socket:
        while time.perf_counter() < until:
            ask = BackMsg()
            ask.rerun_script.query_string = ""
            ask.rerun_script.page_name = page
            began = time.perf_counter()
            await socket.send(ask.SerializeToString())
            while True:
                raw = await asyncio.wait_for(socket.recv(), 120)
                assert isinstance(raw, bytes)
                watched.met(number, raw)
                answer = ForwardMsg()
                answer.ParseFromString(raw)
                if answer.WhichOneof("type") == "script_finished":
                    break
            took.append(time.perf_counter() - began)


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
    await asyncio.gather(look_on(watched, until), *(session(n, url, page, c, until, watched, took) for n, c in enumerate(cookies)))
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

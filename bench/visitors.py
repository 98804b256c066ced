"""Browsers without a screen that behave as people do: each acts now and then, and the live parts of its page run again by themselves.

python bench/visitors.py URL SECONDS PLAN WATCHED

URL: ws://HOST:PORT/_stcore/stream. PLAN: a JSON file, a list of {"group", "cookie", "query", "pages": [ADDRESS], "every": seconds between
acts, 0 for who only looks}. WATCHED: a file to which lines of `TIME TEXT` are added while it runs (seconds of the system's clock).
Prints {"groups": {NAME: {"acts": [seconds], "beats": [seconds], "kb": sent in all}}, "seen": [[seconds until a looker showed the text]]}.
"""

import asyncio
import json
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PATIENCE = 120


class Watched:
    """The texts that are waited for by whoever only looks, and how long each waited for each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.texts: list[tuple[float, bytes]] = []
        self.took: list[float] = []

    def look(self) -> None:
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        for line in lines[len(self.texts) :]:
            at, text = line.split(" ", 1)
            self.texts.append((float(at), text.encode()))

    async def keep_looking(self, until: float) -> None:
        while time.perf_counter() < until:
            self.look()
            await asyncio.sleep(0.05)


@dataclass(slots=True)
class Group:
    acts: list[float] = field(default_factory=list)
    beats: list[float] = field(default_factory=list)
    sent: int = 0

    def told(self) -> dict[str, Any]:
        return {"acts": self.acts, "beats": self.beats, "kb": self.sent / 1000}


@dataclass(slots=True)
class Visitor:
    """One browser. beats: by the number of a live part its interval and when it is due; met: how many of the watched texts it has passed."""

    plan: dict[str, Any]
    group: Group
    watched: Watched
    beats: dict[str, tuple[float, float]] = field(default_factory=dict)
    script: str = ""
    met: int = 0

    async def visit(self, url: str, until: float) -> None:
        cookie = self.plan["cookie"]
        headers = {"Cookie": f"laurel_session={cookie}"} if cookie else {}
        await asyncio.sleep(random.random() * min(5.0, self.plan["every"] or 5.0))
        async with websockets.connect(
            url, max_size=None, open_timeout=PATIENCE, subprotocols=["streamlit"], additional_headers=headers
        ) as socket:
            await self.run(socket, "", self.group.acts)
            acts_at = time.perf_counter() + self.pause() * random.random()
            while (now := time.perf_counter()) < until:
                part, due = min(((part, due) for part, (_every, due) in self.beats.items()), key=lambda one: one[1], default=("", acts_at))
                if self.plan["every"] and acts_at <= due:
                    part, due = "", acts_at
                if due > now:
                    await asyncio.sleep(min(due, until) - now)
                    continue
                if part:
                    every, _due = self.beats[part]
                    self.beats[part] = every, now + every
                    await self.run(socket, part, self.group.beats)
                else:
                    acts_at = now + self.pause()
                    await self.run(socket, "", self.group.acts)

    def pause(self) -> float:
        return float(self.plan["every"] or PATIENCE)

    async def run(self, socket: Any, part: str, took: list[float]) -> None:
        """One run of the page, or of a part of it, waited for to its end."""
        ask = BackMsg()
        ask.rerun_script.query_string = self.plan["query"]
        if part:
            ask.rerun_script.fragment_id, ask.rerun_script.page_script_hash, ask.rerun_script.is_auto_rerun = part, self.script, True
        else:
            ask.rerun_script.page_name = random.choice(self.plan["pages"])
            self.beats = {}
        began = time.perf_counter()
        await socket.send(ask.SerializeToString())
        while True:
            raw = await asyncio.wait_for(socket.recv(), PATIENCE)
            self.group.sent += len(raw)
            self.look_at(raw)
            answer = ForwardMsg()
            answer.ParseFromString(raw)
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.script = answer.new_session.page_script_hash
            elif kind == "auto_rerun":
                every = answer.auto_rerun.interval
                self.beats[answer.auto_rerun.fragment_id] = every, time.perf_counter() + every
            elif kind == "script_finished":
                break
        took.append(time.perf_counter() - began)

    def look_at(self, raw: bytes) -> None:
        """A later text in what was sent means that the earlier ones have been overtaken: they count as shown by then."""
        if self.plan["every"]:
            return
        for number in range(len(self.watched.texts) - 1, self.met - 1, -1):
            if self.watched.texts[number][1] in raw:
                now = time.time()
                self.watched.took += [now - at for at, _text in self.watched.texts[self.met : number + 1]]
                self.met = number + 1
                return


async def main() -> None:
    url, seconds = sys.argv[1], float(sys.argv[2])
    plans, watched = json.loads(Path(sys.argv[3]).read_text()), Watched(Path(sys.argv[4]))
    groups: dict[str, Group] = {plan["group"]: Group() for plan in plans}
    until = time.perf_counter() + seconds
    visitors = [Visitor(plan, groups[plan["group"]], watched) for plan in plans]
    await asyncio.gather(watched.keep_looking(until), *(visitor.visit(url, until) for visitor in visitors))
    print(json.dumps({"groups": {name: group.told() for name, group in groups.items()}, "seen": watched.took}))


if __name__ == "__main__":
    asyncio.run(main())

"""Pages: 50 sessions that rerun as fast as they can while an activity a second arrives, against an empty Streamlit page in the same run.

The organisation is the demonstration. Each session is another employee's, and each must show what has arrived within five seconds. Beside
this program's own sessions, the load tool of the contract is run where it lies beside the project (all its sessions are one user's).
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measuring import Figure, Options, show
from db.engine import Database
from db.migrations import upgrade
from scoring.plan import HolderKind
from services.access import COMMAND_LINE
from services.beginning import demonstrating
from services.boards import statements
from services.boards.boards import page_board
from services.sign_in import keys, users
from services.world import world
from tests.browser.serving import Served, free_port, serve
from tests.signing import token_of

ROOT = Path(__file__).resolve().parent.parent
TOOL = ROOT.parent / "shared/tools/rerun_load.py"
PAGES = ("leaderboard", "my_points")
SESSIONS, SECONDS, TOOL_RERUNS = 50, 20, 40
QUICK = 4
SETTLED_SECONDS = 5.0
EMPTY = "import streamlit as st\n\nst.write('')\n"


def run(options: Options) -> None:
    share = QUICK if options.quick else 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        url = f"sqlite:///{path / 'bench.db'}"
        tokens, key, code = prepare(url, path)
        with serve(url, path) as laurel, empty_page(path) as empty:
            figures = [figure for page in PAGES for figure in measured(page, laurel, empty, path, tokens, key, code, SECONDS / share)]
            by_tool = list(measured_by_tool(laurel, empty, tokens, key, code, path, TOOL_RERUNS // share))
    show(f"{SESSIONS} sessions rerunning, one activity a second: reruns a second of an empty page for each of ours", figures)
    if by_tool:
        show("The same by the contract's tool, all sessions one user's", by_tool)


def prepare(url: str, path: Path) -> tuple[list[str], str, str]:
    """The demonstration, a session for each of `SESSIONS` employees, an API key, and the code of who will earn: the first of the month.

    So every board shows what arrives; of the pages of the employees only that of the first one does.
    """
    upgrade(url)
    database = Database.open(url)
    demonstrating.fill(database, COMMAND_LINE, locale="en")
    with database.read() as session:
        here = world(database, session)
    leader = page_board(database, COMMAND_LINE, subject="employees", period="month").rows[0].code
    others = sorted(e.code for e in here.directory.employees.values() if e.left_on is None and e.code != leader)
    active = [leader, *others[: SESSIONS - 1]]
    tokens = []
    for employee in active:
        if not any(user.employee == employee for user in users.list_users(database, COMMAND_LINE)):
            users.add_user(database, COMMAND_LINE, f"bench-{employee}", role="employee", employee=employee)
        name = next(user.name for user in users.list_users(database, COMMAND_LINE) if user.employee == employee)
        tokens.append(token_of(database, name.casefold()))
    key = keys.add(database, COMMAND_LINE, "bench", ["activities:write", "points:read"])
    (path / "tokens").write_text("\n".join(tokens))
    database.close()
    return tokens, key, active[0]


@contextmanager
def empty_page(path: Path) -> Iterator[str]:
    """A server of an empty Streamlit page with the same settings; its host and port."""
    script, log, port = path / "empty.py", path / "empty.log", free_port()
    script.write_text(EMPTY)
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), "--server.address", "127.0.0.1"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield answering(f"127.0.0.1:{port}", log)
    finally:
        process.terminate()
        process.wait()


def answering(address: str, log: Path) -> str:
    """The address, once it answers."""
    for _try in range(200):
        try:
            with urllib.request.urlopen(f"http://{address}/_stcore/health", timeout=1):
                return address
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(log.read_text())


class Arriving:
    """An activity a second is posted, and what the employee's month then shows is written where the sessions look."""

    def __init__(self, laurel: Served, key: str, code: str, watched: Path) -> None:
        self.laurel, self.key, self.code, self.watched = laurel, key, code, watched
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.post_each_second)

    def __enter__(self) -> None:
        self.watched.write_text("")
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.thread.join()

    def post_each_second(self) -> None:
        database = Database.open(self.laurel.database_url)
        while not self.stopped.wait(1.0):
            at = time.time()
            self.post()
            score = statements.points(database, COMMAND_LINE, HolderKind.EMPLOYEE, self.code)["score"]["month"]
            with self.watched.open("a") as file:
                file.write(f"{at} {score:,}\n")
        database.close()

    def post(self) -> None:
        now = time.time()
        occurred_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - 1))
        activity = {
            "type": "satisfaction_rated",
            "source": "bench",
            "external_id": f"{now}",
            "occurred_at": occurred_at,
            "employee": self.code,
        }
        body = json.dumps({"activities": [activity | {"customer": "C0001", "attributes": {"stars": 5}}]}).encode()
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(f"{self.laurel.url}/api/v1/activities", body, headers), timeout=30) as answer:
            document = json.load(answer)
        if document["accepted"] != 1:
            raise RuntimeError(f"not accepted: {document}")


def measured(page: str, laurel: Served, empty: str, path: Path, tokens: list[str], key: str, code: str, seconds: float) -> list[Figure]:
    strangers = path / "strangers"
    strangers.write_text("\n" * len(tokens))
    watched, nothing = path / "watched", path / "nothing"
    nothing.write_text("")
    rerun(laurel.url.removeprefix("http://"), page, 3, path / "tokens", nothing)
    floor = rerun(empty, "", seconds, strangers, nothing)
    with Arriving(laurel, key, code, watched):
        ours = rerun(laurel.url.removeprefix("http://"), page, seconds, path / "tokens", watched)
    settled = [seen for seen in ours["seen"] if seen[1] is not None][:-3]
    slowest = max((seen[1] for seen in settled), default=float("nan"))
    everyone = min((seen[2] for seen in settled), default=0)
    shown_to = len(tokens) if page == "leaderboard" else 1
    rate, most = ours["runs"] / ours["seconds"], floor["runs"] / floor["seconds"]
    note = f"p95 {ours['p95'] * 1e3:.0f} ms, empty {floor['p95'] * 1e3:.0f}; shown by {everyone} of {shown_to} within {slowest:.1f} s"
    return [Figure(page, most, rate, 4, note, unit="/s")]


def rerun(address: str, page: str, seconds: float, tokens: Path, watched: Path) -> dict:  # type: ignore[type-arg]
    command = [sys.executable, "bench/reruns.py", f"ws://{address}/_stcore/stream", page, str(seconds), str(tokens), str(watched)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise RuntimeError(answer.stderr)
    found: dict = json.loads(answer.stdout)  # type: ignore[type-arg]
    return found


def measured_by_tool(laurel: Served, empty: str, tokens: list[str], key: str, code: str, path: Path, reruns: int) -> list[Figure]:
    if not TOOL.exists():
        print(f"The contract's tool is not here: {TOOL.name}")
        return []
    floor = by_tool(empty, "", "", reruns)
    figures = []
    for page in PAGES:
        with Arriving(laurel, key, code, path / "watched"):
            figures.append(Figure(page, floor, by_tool(laurel.url.removeprefix("http://"), page, tokens[0], reruns), 4, unit="/s"))
    return figures


def by_tool(address: str, page: str, token: str, reruns: int) -> float:
    """Reruns a second."""
    command = [sys.executable, str(TOOL), f"ws://{address}/_stcore/stream", str(SESSIONS), str(reruns), page]
    command += ["--cookie", f"laurel_session={token}"] if token else []
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return float(next(part.partition("=")[2] for part in said.split() if part.startswith("runs_per_s=")))

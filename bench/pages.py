"""Pages: 50 sessions that rerun as fast as they can while an activity a second arrives, against an empty Streamlit page in the same run.

Every page of the menu is asked for by whoever has it: each session of an employee's page is another employee's, and each must show what has
arrived within five seconds. Beside this program's own sessions, the load tool of the contract is run where it lies beside the project (all its
sessions are one user's).
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.arriving import Arriving, as_read
from bench.company import ROOT, Company, empty_page, prepare
from bench.measuring import Figure, Options, show
from tests.browser.serving import Served, serve

TOOL = ROOT.parent / "shared/tools/rerun_load.py"
PAGES = {
    "my_points": "employee",
    "leaderboard": "employee",
    "feed": "employee",
    "record": "employee",
    "entries": "employee",
    "account": "employee",
    "plan_versions": "employee",
    "customers": "employee",
    "plan": "manager",
    "campaigns": "manager",
    "approvals": "manager",
    "plan_audit": "manager",
    "rescore": "manager",
    "screens": "manager",
    "celebrations": "manager",
    "targets": "manager",
    "days_off": "manager",
    "people": "admin",
    "teams": "admin",
    "users": "admin",
    "api_keys": "admin",
    "activity_types": "admin",
    "imports": "admin",
    "organisation": "admin",
    "screen": "screen",
}
"""Every page that is listed, and whose it is."""
BEATS = "a screen's refresh"
WATCHED = {"leaderboard", "my_points"}
SESSIONS, SECONDS, TOOL_RERUNS = 50, 20, 40
QUICK = 4


def run(options: Options) -> None:
    share = QUICK if options.quick else 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        url = f"sqlite:///{path / 'bench.db'}"
        company = prepare(url, SESSIONS, quick=options.quick)
        with serve(url, path) as laurel, empty_page(path) as empty:
            bench = Bench(laurel, empty, company, path, SECONDS / share)
            figures = [bench.measured(page) for page in PAGES] + [bench.measured("screen", beats=True)]
            by_tool = bench.measured_by_tool(TOOL_RERUNS // share)
    show(f"{SESSIONS} sessions rerunning, one activity a second: reruns a second of an empty page for each of ours", figures)
    if by_tool:
        show("The same by the contract's tool, all sessions one user's", by_tool)


class Bench:
    """Laurel and an empty page, both serving, and who asks them."""

    def __init__(self, laurel: Served, empty: str, company: Company, path: Path, seconds: float) -> None:
        self.laurel, self.empty, self.company, self.path, self.seconds = laurel, empty, company, path, seconds
        self.ours = laurel.url.removeprefix("http://")
        (path / "strangers").write_text("\n" * SESSIONS)
        (path / "nothing").write_text("")

    def visitors(self, page: str) -> Path:
        """A file with the cookie of each session that asks for a page."""
        role, file = PAGES[page], self.path / f"tokens-{PAGES[page]}"
        file.write_text("\n".join(self.company.employees if role == "employee" else (self.company.tokens[role],) * SESSIONS))
        return file

    def measured(self, page: str, *, beats: bool = False) -> Figure:
        """beats: of the part of the page that refreshes itself, as a browser asks for it."""
        tokens, watched, nothing = self.visitors(page), self.path / "watched", self.path / "nothing"
        rerun(self.ours, page, 3, tokens, nothing)
        floor = rerun(self.empty, "", self.seconds, self.path / "strangers", nothing)
        with Arriving(self.laurel, self.company, watched, written=as_read):
            ours = rerun(self.ours, page, self.seconds, tokens, watched if page in WATCHED else nothing, beats=beats)
        rate, most = ours["runs"] / ours["seconds"], floor["runs"] / floor["seconds"]
        note = f"p95 {ours['p95'] * 1e3:.0f} ms, empty {floor['p95'] * 1e3:.0f}" + _freshness(page, ours["seen"])
        return Figure(BEATS if beats else page, most, rate, 2 if beats else 4, note, unit="/s")

    def measured_by_tool(self, reruns: int) -> list[Figure]:
        if not TOOL.exists():
            print(f"The contract's tool is not here: {TOOL.name}")
            return []
        figures = []
        for page, role in PAGES.items():
            floor = by_tool(self.empty, "", "", reruns)
            with Arriving(self.laurel, self.company, self.path / "watched"):
                rate = by_tool(self.ours, page, self.company.tokens[role], reruns)
            figures.append(Figure(page, floor, rate, 4, unit="/s"))
        return figures


def _freshness(page: str, seen: list[tuple[str, float | None, int]]) -> str:
    """How soon the last session showed what had arrived; of the pages of the employees only the leader's own does."""
    settled = [one for one in seen if one[1] is not None][:-3]
    if page not in WATCHED:
        return ""
    slowest = max((one[1] or 0.0 for one in settled), default=float("nan"))
    everyone = min((one[2] for one in settled), default=0)
    return f"; shown by {everyone} of {SESSIONS if page == 'leaderboard' else 1} within {slowest:.1f} s"


def rerun(address: str, page: str, seconds: float, tokens: Path, watched: Path, *, beats: bool = False) -> dict:  # type: ignore[type-arg]
    command = [sys.executable, "bench/reruns.py", f"ws://{address}/_stcore/stream", page, str(seconds), str(tokens), str(watched)]
    command += ["beats"] if beats else []
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise RuntimeError(answer.stderr)
    found: dict = json.loads(answer.stdout)  # type: ignore[type-arg]
    return found


def by_tool(address: str, page: str, token: str, reruns: int) -> float:
    """Reruns a second."""
    command = [sys.executable, str(TOOL), f"ws://{address}/_stcore/stream", str(SESSIONS), str(reruns), page]
    command += ["--cookie", f"laurel_session={token}"] if token else []
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return float(next(part.partition("=")[2] for part in said.split() if part.startswith("runs_per_s=")))

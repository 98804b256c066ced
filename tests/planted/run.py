"""Plants each bug of this folder in a copy of the project and requires the test that it names to fail.

    python tests/planted/run.py [NAME ...]

A planted bug is a patch whose first lines say what breaks: `promise:` the sentence of the design, `test:` the tests that must notice. A test that
stays green with its bug planted does not hold its promise. Exit 0 if every bug was noticed.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
# what Python has compiled goes along: it compiles anew only what the bug touches
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "data", "node_modules", ".*_cache", ".hypothesis", "*.pyc.*")  # the last: half written
AT_ONCE = 3  # each waits a good deal for its own processes
SHAPE = "db/migrations/"  # a bug in here is not in a database that was migrated without it
MIGRATE = "import sys; from db.migrations import upgrade; upgrade(sys.argv[1])"
FAILED = 1  # pytest's exit code where tests ran and some failed; anything else is no proof


@dataclass(frozen=True)
class Bug:
    path: Path
    promise: str
    tests: tuple[str, ...]
    needs_own_database: bool


def read(path: Path) -> Bug:
    """The bug of a patch, with the promise and the tests that its first lines name."""
    text = path.read_text(encoding="utf-8")
    promise = re.search(r"^promise: (.+)$", text, re.MULTILINE)
    tests = re.findall(r"^test: (\S+)$", text, re.MULTILINE)
    if not promise or not tests:
        raise SystemExit(f"{path.name}: begin it with `promise: ...` and `test: ...`")
    return Bug(path, promise[1], tuple(tests), SHAPE in text)


def plant(bug: Bug, folder: Path) -> None:
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    done = subprocess.run(["git", "apply", "--unsafe-paths", str(bug.path)], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{bug.path.name} does not apply any more: {done.stderr.strip()}")


def notices(bug: Bug, template: str) -> bool:
    """Whether each of the bug's tests fails with the bug planted. template: a migrated SQLite database."""
    # whatever pytest could load besides is not needed, and takes its time
    environment = (
        os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | ({} if bug.needs_own_database else {"LAUREL_TEST_TEMPLATE": template})
    )
    with tempfile.TemporaryDirectory(prefix="laurel-planted-") as scratch:
        folder = Path(scratch) / "laurel"
        plant(bug, folder)
        return all(_fails(folder, test, environment) for test in bug.tests)


def _fails(folder: Path, test: str, environment: dict[str, str]) -> bool:
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
    ran = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode not in (0, FAILED):
        raise SystemExit(f"{test} could not run: {ran.stdout[-500:]}{ran.stderr[-500:]}")
    return ran.returncode == FAILED


def main() -> int:
    wanted = set(sys.argv[1:])
    bugs = [read(path) for path in sorted(HERE.glob("*.patch")) if not wanted or path.stem in wanted]
    missed = 0
    with tempfile.TemporaryDirectory(prefix="laurel-template-") as scratch, ThreadPoolExecutor(AT_ONCE) as hands:
        template = f"{scratch}/template.db"
        subprocess.run([sys.executable, "-c", MIGRATE, f"sqlite:///{template}"], cwd=ROOT, check=True)
        for bug, noticed in zip(bugs, hands.map(lambda bug: notices(bug, template), bugs), strict=True):
            missed += not noticed
            print(f"{'noticed' if noticed else 'MISSED '}  {bug.path.stem}: {bug.promise}", flush=True)
    print(f"{len(bugs) - missed} passed, {missed} failed")
    return 1 if missed or not bugs else 0


if __name__ == "__main__":
    sys.exit(main())

"""The house stands as the design draws it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = ["api", "config", "db", "pages", "scoring", "services", "ui"]
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|WIP)\b|raise NotImplementedError|pytest\.mark\.(skip|xfail)\b")
MENU = {"me", "team", "customers", "manage", "admin", "screen"}


def sources(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> list[Path]:
    return [
        path
        for folder in folders
        for path in sorted((PROJECT / folder).rglob("*"))
        if path.suffix in suffixes and "__pycache__" not in path.parts
    ]


def imported(path: Path) -> set[str]:
    """The top-level names that a file imports, anywhere in it."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    whole = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    parts = [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {name.partition(".")[0] for name in whole + parts}


def test_imports_run_one_way() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([lint, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("entrance", "forbidden"),
    [
        ("app.py", {"sqlalchemy", "sqlmodel", "alembic", "psycopg", "sqlite3", "scoring", "pages"}),
        ("manage.py", {"sqlalchemy", "sqlmodel", "alembic", "psycopg", "sqlite3", "streamlit", "fastapi", "starlette"}),
    ],
)
def test_an_entrance_reaches_no_further_than_it_may(entrance: str, forbidden: set[str]) -> None:
    assert imported(PROJECT / entrance) & forbidden == set()


def test_nothing_imports_an_entrance() -> None:
    assert [path for path in sources(*ROOMS) if imported(path) & {"app", "manage"}] == []


def test_a_page_reaches_no_further_than_it_may() -> None:
    beneath = {"api", "db", "sqlalchemy", "sqlmodel", "alembic", "psycopg", "sqlite3", "fastapi", "starlette", "streamlit_authenticator"}
    assert {str(path): found for path in sources("pages") if (found := imported(path) & beneath)} == {}


def test_nothing_imports_a_page() -> None:
    assert [path for path in sources(*ROOMS) if "pages" in imported(path)] == []


def test_no_page_lies_directly_in_pages() -> None:
    """Streamlit would serve it without sign-in (design, fact 1)."""
    assert list((PROJECT / "pages").glob("*.py")) == []


def test_pages_lie_in_the_sections_of_the_menu() -> None:
    pages = sources("pages")
    assert {path.relative_to(PROJECT / "pages").parts[0] for path in pages} <= MENU
    assert all(len(path.relative_to(PROJECT / "pages").parts) == 2 for path in pages), "one level of folders"


def test_page_addresses_are_unique() -> None:
    stems = [path.stem for path in sources("pages") if path.stem != "__init__"]
    assert sorted(stems) == sorted(set(stems))


def test_the_streamlit_script_is_not_in_the_root() -> None:
    """Beside `pages/`, it would turn the old page discovery on."""
    assert 'st.App("ui/shell.py"' in (PROJECT / "app.py").read_text()


@pytest.mark.parametrize("room", ["pages", "ui"])
def test_no_page_writes_raw_html(room: str) -> None:
    offenders = [path for path in sources(room) if "unsafe_allow_html" in path.read_text()]
    assert offenders == []


def test_nothing_is_left_unfinished() -> None:
    files = [*sources(*ROOMS), PROJECT / "app.py", PROJECT / "manage.py", PROJECT / "Makefile", PROJECT / ".ci/run"]
    tests = [path for path in sources("tests", "docs", suffixes=(".py", ".md")) if path != Path(__file__)]
    offenders = [
        f"{path.relative_to(PROJECT)}:{number}: {line.strip()}"
        for path in files + tests
        if path.exists()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert offenders == []

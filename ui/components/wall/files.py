"""The files of the wall as `app.py` serves them: kept by browsers for a year under an address that changes with any of them, so that a beat sends
nothing of them, and every module finds the others beside it.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from streamlit import file_util

FOLDER = Path(__file__).resolve().parents[2] / "wall"
ADDRESS = "/look/wall"
KINDS = {".js": "text/javascript", ".css": "text/css"}
TITLE = "<title>Streamlit</title>"


@cache
def files() -> dict[str, tuple[bytes, str]]:
    """(content, kind) of each file by its name."""
    return {path.name: (path.read_bytes(), KINDS[path.suffix]) for path in sorted(FOLDER.iterdir()) if path.suffix in KINDS}


@cache
def made() -> str:
    """Which wall this is: another one as soon as a file differs."""
    whole = sha256()
    for name, (content, _kind) in files().items():
        whole.update(f"{name} {len(content)} ".encode() + content)
    return whole.hexdigest()[:16]


def address(name: str) -> str:
    """Where a file of the wall lies on this server."""
    return f"{ADDRESS}/{made()}/{name}"


@cache
def window() -> bytes:
    """Streamlit's page as a wall opens it: dark before anything is loaded, and with the guard that loads it anew should it ever be left alone."""
    page = (Path(file_util.get_static_dir()) / "index.html").read_text()
    look = files()["page.css"][0].decode()
    guard = f'<script type="module" src="{address("survive.js")}"></script>'
    return page.replace(TITLE, f"<title>Laurel</title>\n<style data-laurel-wall>{look}</style>\n{guard}", 1).encode()

"""What somebody typed shows as they typed it, and does nothing, wherever Streamlit reads Markdown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.serving import PROJECT, free_port
from tests.browser.texts import LINES, TEXTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FORMATTED = "a, img, em, strong, del, h2, h3, ol, blockquote, hr, script, pre, .katex, [data-testid=stIconMaterial]"
START_SECONDS = 60


@pytest.fixture(scope="module")
def page_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the page of texts."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).with_name("texts_page.py")), "--server.port", str(port)]
    with (tmp_path_factory.mktemp("texts") / "log").open("wb") as log:
        environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
        server = subprocess.Popen([*command, "--server.headless", "true"], cwd=PROJECT, env=environment, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait(url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer within {START_SECONDS} s")


def seen(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


@pytest.mark.parametrize("place", ["markdown", "caption", "error", "button", "checkbox", "expander", "pills", "radio", "tabs", "table"])
def test_what_somebody_typed_shows_as_typed(page_url: str, browser: Browser, place: str) -> None:
    expected = TEXTS + (LINES if place in ("markdown", "caption", "error") else [])
    page = browser.new_page()
    page.goto(f"{page_url}/?place={place}")
    page.get_by_text("That is all.").wait_for(timeout=60_000)
    boxes = [page.locator(f".st-key-text{number}") for number in range(len(expected))]
    for box in boxes:
        expect(box).not_to_be_empty(timeout=60_000)
    # emoji are looked up by code that comes later
    page.wait_for_timeout(1_500)
    shown = [seen(box.locator("td" if place == "table" else ":scope").inner_text()) for box in boxes]
    wrong = [
        (text, found) for text, found in zip(map(seen, expected), shown, strict=True) if found.removeprefix("keyboard_arrow_right ") != text
    ]
    assert wrong == []
    assert [
        text
        for text, box in zip(expected, boxes, strict=True)
        if box.locator(f"[data-testid=stMarkdownContainer] :is({FORMATTED})").count()
    ] == []
    page.close()

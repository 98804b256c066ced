"""Somebody at a browser: goes to pages, signed in or not, while everything is kept that the server sends and that the browser asks for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.sync_api import TimeoutError, expect

from services.sign_in.sessions import COOKIE
from tests.browser.speaking import words_of

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page, WebSocket

DRAWN = "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]:has(.lr)"
SECONDS = 30
MIDDLE = """() => {
  const main = document.querySelector("[data-testid=stMain]")
  const walls = [...(main?.querySelectorAll("[data-testid=stBidiComponentIsolated]") ?? [])].map((host) => host.shadowRoot?.textContent)
  return [main?.innerText, ...walls].join(" ")
}"""
"""What stands in the middle of the page, a wall's own words with it."""
Enter = Callable[..., "Visitor"]

expect.set_options(timeout=SECONDS * 1000)


class Visitor:
    """A tab. frames: what came over its websockets, in order; asked: the address of every request; warnings: what else happened in it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.frames: list[bytes] = []
        self.asked: list[str] = []
        self.warnings: list[str] = []
        page.set_default_timeout(SECONDS * 1000)
        page.on("websocket", self._listen)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("dialog", lambda dialog: (self.warnings.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: self.warnings.append(f"error: {error}"))
        page.on("console", lambda said: "Content Security Policy" in said.text and self.warnings.append(said.text))

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda sent: self.frames.append(sent.encode() if isinstance(sent, str) else sent))

    def open(self, address: str) -> Visitor:
        """The page of the address stands, wholly drawn."""
        self.page.goto(self.url + address)
        return self.drawn()

    def drawn(self) -> Visitor:
        """Nothing runs any more."""
        self.page.wait_for_selector(DRAWN)
        return self

    def press(self, words: str) -> None:
        """The button with these words is pressed."""
        self.page.get_by_role("button", name=words, exact=True).click()

    def wait_for_one_of(self, *words: str) -> str:
        """What stands in the middle of the page, where one of the words does, or none of them came."""
        with suppress(TimeoutError):
            self.page.wait_for_function(f"words => words.some((word) => ({MIDDLE})().includes(word))", arg=words)
        return str(self.page.evaluate(MIDDLE))

    def text(self) -> str:
        """What the page shows."""
        return self.page.locator("body").inner_text()

    @property
    def form(self) -> Locator:
        """The sign-in form."""
        return self.page.locator("[data-testid=stForm]").filter(has=self.page.locator("input[type=password]"))

    def sign_in(self, name: str, password: str) -> None:
        """Name and password are sent."""
        self.form.locator("input").first.fill(name)
        self.form.locator("input[type=password]").fill(password)
        self.form.get_by_role("button").last.click()

    def sign_out(self) -> None:
        """The button is pressed, and the browser has been where its cookie is taken away."""
        self.page.get_by_test_id("stSidebar").get_by_role("button", name="Sign out").click()
        self.page.wait_for_url(f"{self.url}/")
        self.form.wait_for()

    def heard(self, *words: str, since: int = 0) -> list[str]:
        """Which of the words stand in the frames from number `since` on."""
        return words_of(self.frames[since:], words)

    def another_tab(self) -> Visitor:
        return Visitor(self.page.context.new_page(), self.url)


def come_as(context: BrowserContext, url: str, token: str | None) -> Visitor:
    """A first tab, with the cookie of a session where there is one."""
    if token:
        context.add_cookies([{"name": COOKIE, "value": token, "url": url, "httpOnly": True, "sameSite": "Strict"}])
    return Visitor(context.new_page(), url)

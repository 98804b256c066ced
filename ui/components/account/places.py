"""The places where somebody is signed in, named as a person would name them."""

from collections.abc import Sequence

import streamlit as st

from services.sign_in.own_user import Place
from ui import formats
from ui.components import links
from ui.components.choosing import press
from ui.i18n import _
from ui.reading import Here
from ui.reading_admin import at
from ui.rendering import put, rendered

PRESSED = "_account_pressed"
EVERYWHERE = "else"
LONGEST = 19
"""Digits of a number that no database takes for one."""
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Lark", "Feishu"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
"""What stands in a browser's own description, in the order in which it must be looked for: every browser claims to be the others."""


def browser_name(described: str) -> str:
    """`Chrome on Windows` of what a browser says of itself."""
    browser = next((name for mark, name in BROWSERS if mark in described), None)
    system = next((name for mark, name in SYSTEMS if mark in described), None)
    spoken = {"WeChat": _("WeChat"), "DingTalk": _("DingTalk"), "Feishu": _("Feishu")}
    browser = spoken.get(browser or "", browser)
    if browser and system:
        return _("{browser} on {system}").format(browser=browser, system=system)
    return browser or system or _("A browser")


def shown(places: Sequence[Place], here: Here) -> None:
    """Every place, with the way out of each other one, and the way to a new password. What is pressed is only noted: see `pressed`."""
    lines = tuple(_line(place, here) for place in places)
    html = rendered("admin_places.html", places=lines, password=links.to("account", password="1"))
    if len(places) > 1:  # alone there is nothing to press, and HTML is less than a component
        press("account_places", html, _note)
    else:
        put(html)


def pressed() -> str | None:
    """Where the reader wants to be signed out: the number of a place, or `EVERYWHERE`; once."""
    said: str | None = st.session_state.pop(PRESSED, None)
    return said


def _note(said: str) -> None:
    """What writes comes after the look at who asks."""
    if said == EVERYWHERE or (said.isascii() and said.isdigit() and len(said) < LONGEST):
        st.session_state[PRESSED] = said


def _line(place: Place, here: Here) -> tuple[object, ...]:
    """Number, where, whether it is here, from which address, when last and since when: plain, so that it is drawn once."""
    seen = formats.moment(at(place.last_seen_at), here.now, here.zone)
    since = formats.moment(at(place.since), here.now, here.zone)
    when = _("in use now") if place.is_here else _("last used {time}").format(time=seen)
    parts = [when, _("signed in {time}").format(time=since), place.address]
    return str(place.id), browser_name(place.browser), place.is_here, tuple(part for part in parts if part)

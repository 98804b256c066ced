"""The places where somebody is signed in, named as a person would name them."""

from services.sign_in.own_user import Place
from ui import formats
from ui.i18n import _
from ui.reading import Here
from ui.reading_admin import at
from ui.rendering import show

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


def line(place: Place, here: Here) -> None:
    """Where, from which address, when last and since when."""
    seen = formats.moment(at(place.last_seen_at), here.now, here.zone)
    since = formats.moment(at(place.since), here.now, here.zone)
    when = _("in use now") if place.is_here else _("last used {time}").format(time=seen)
    parts = [when, _("signed in {time}").format(time=since), place.address]
    show("admin_place.html", name=browser_name(place.browser), is_here=place.is_here, parts=[part for part in parts if part])

"""What managers read of screens and scenes."""

import datetime as dt

from scoring.periods import instant
from services.screens.playlists import SceneKind
from services.screens.screens import Screen
from ui import formats
from ui.i18n import _, ngettext
from ui.reading import Here

NOW = dt.timedelta(minutes=2)
HOUR = dt.timedelta(hours=1)
LANGUAGES = {"en": "English", "zh": "中文"}


def kinds() -> dict[SceneKind, str]:
    """What each kind of scene is called."""
    return {
        SceneKind.PODIUM: _("Podium"),
        SceneKind.TOP: _("Top ten"),
        SceneKind.RACE: _("Team race"),
        SceneKind.DEALS: _("Latest successes"),
        SceneKind.DAYS: _("Days to celebrate"),
        SceneKind.COUNTDOWN: _("Countdown"),
        SceneKind.ANNOUNCEMENT: _("Announcement"),
        SceneKind.JOIN: _("How to sign in"),
    }


def periods() -> dict[str, str]:
    return {"day": _("Day"), "week": _("Week"), "month": _("Month"), "quarter": _("Quarter")}


def is_showing(screen: Screen, now: dt.datetime) -> bool:
    """True where a wall showed it within the last two minutes."""
    return screen.last_seen_at is not None and now - instant(screen.last_seen_at) < NOW


def seen(screen: Screen, here: Here) -> str:
    """When it was last on a wall: `Showing now`, `seen 5 minutes ago`, `seen today 14:05`, `never seen`."""
    if screen.last_seen_at is None:
        return _("never seen")
    if is_showing(screen, here.now):
        return _("showing now")
    at = instant(screen.last_seen_at)
    if here.now - at < HOUR:
        minutes = int((here.now - at).total_seconds() // 60)
        return ngettext("seen {n} minute ago", "seen {n} minutes ago", minutes).format(n=minutes)
    return _("seen {moment}").format(moment=formats.moment(at, here.now, here.zone))


def about(screen: Screen, teams: dict[str, str]) -> str:
    """In which language, how much, and for whom, which may be long. teams: names by code."""
    names = [teams.get(code, code) for code in screen.playlist.teams]
    scenes = len(screen.playlist.shown)
    return " · ".join(
        (
            LANGUAGES[screen.playlist.language],
            ngettext("{n} scene", "{n} scenes", scenes).format(n=scenes),
            _(", ").join(names) or _("everybody"),
        )
    )

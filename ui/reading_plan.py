"""What pages read of the plan and its versions: told once per change and minute, shared by all."""

from services.activities.recording import now_micros
from services.plans import plan_news, plan_versions
from services.plans.plan_news import News
from services.plans.plan_versions import Changed, VersionTold
from ui.data import database, version
from ui.i18n import language
from ui.shared import once_per
from ui.sign_in import Viewer

MINUTE = 60 * 1_000_000


def _stands() -> tuple[int, int]:
    """A version takes effect by the clock, not by a write."""
    return version().directory_revision, now_micros() // MINUTE


def told(me: Viewer, number: int | None = None) -> VersionTold | None:
    """A version in plain words, the one in force where none is named. Raises what `services.plans.plan_versions.told` raises."""
    spoken = language()
    return once_per(
        _stands(), ("plan told", number, spoken), lambda: plan_versions.told(database(), me.actor, language=spoken, version=number)
    )


def history(me: Viewer) -> tuple[Changed, ...]:
    """Every version with what it changed, the newest first."""
    spoken = language()
    return once_per(_stands(), ("plan history", spoken), lambda: plan_versions.history(database(), me.actor, language=spoken))


def compared(me: Viewer, before: int, after: int) -> tuple[str, ...]:
    """What turns one version into another."""
    spoken = language()
    key = ("plan compared", before, after, spoken)
    return once_per(version().directory_revision, key, lambda: plan_versions.compared(database(), me.actor, before, after, language=spoken))


def news(me: Viewer) -> News | None:
    """What the newest version changed for employees, where whoever looks is one and has not put it away."""
    if me.employee is None:
        return None
    spoken = language()
    found = once_per(_stands(), ("plan news", spoken), lambda: plan_news.news(database(), me.actor, language=spoken))
    return None if found is None or plan_news.is_put_away(database(), me.actor, found.version) else found

"""The rescores that were: which days, why, by whom and when, how much was posted."""

from collections.abc import Sequence

from scoring.periods import FOREVER_UNTIL, Period, PeriodKind, day_number, period_of
from services.tuning.telling_rescores import Awaited, PastRescore
from ui import formats
from ui.components import links
from ui.components.plan.plan_history import who
from ui.components.plan.plan_told import moment_of
from ui.i18n import _, ngettext
from ui.reading import Here
from ui.rendering import rendered

SHOWN = 50


def waiting_html(awaited: Awaited | None) -> str:
    """That a version is in force for days which still have the points of an older one, and the way to score them again; where none is, that way alone."""
    if awaited is None:
        return rendered("rescore_waiting.html", title="", text="", href=links.to("rescore"))
    text = _("What was recorded for earlier days keeps the points of the version before, until the period is scored again.")
    return rendered(
        "rescore_waiting.html",
        title=_("Version {n} was published for earlier days").format(n=awaited.version),
        text=text,
        href=links.to("rescore", period=PeriodKind.MONTH.value, on=awaited.since.isoformat()),
    )


def past_html(rescores: Sequence[PastRescore], here: Here) -> str:
    """The newest of them as HTML, each with a way to the board of its days."""
    lines = [_line(one, here) for one in rescores[:SHOWN]]
    return rendered("rescore_past.html", title=_("Scored again so far"), lines=lines, nothing=_("No period was scored again yet."))


def _line(one: PastRescore, here: Here) -> dict[str, str]:
    period = period_between(one, here)
    return {
        "days": formats.period_span(period),
        "href": links.to("leaderboard", period=period.kind.value, on=one.from_on.isoformat()),
        "entries": ngettext("{n} entry", "{n} entries", one.entries).format(n=formats.number(one.entries)),
        "reason": one.reason,
        "by": _("{name}, {when}").format(name=who(one.by), when=moment_of(one.at, here)),
    }


def period_between(one: PastRescore, here: Here) -> Period:
    """The period that has these days."""
    start, end = day_number(one.from_on), day_number(one.to_on)
    if end >= FOREVER_UNTIL:
        return period_of(PeriodKind.ALL, start)
    kinds = (PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
    found = (period_of(kind, start, first_weekday=here.first_weekday) for kind in kinds)
    return next((p for p in found if (p.start, p.end) == (start, end)), Period(PeriodKind.DAY, start, end))

"""The plan in plain words: what each rule gives and how often, by category; campaigns; levels."""

from scoring.periods import instant
from services.plans.plan_versions import LadderWords, VersionLine, VersionTold
from ui import formats
from ui.i18n import _
from ui.reading import Here
from ui.rendering import rendered


def told_html(told: VersionTold, here: Here) -> str:
    """A version as HTML."""
    names = {"employee": _("Levels of employees"), "customer": _("Tiers of customers")}
    return rendered(
        "plan_told.html",
        name=told.line.name,
        since=since(told.line, here),
        categories=told.categories,
        campaigns=told.campaigns,
        ladders=[(names[ladder.kind], ladder.steps, _expiry(ladder)) for ladder in told.ladders],
    )


def _expiry(ladder: LadderWords) -> str:
    return _("Points {expire}.").format(expire=ladder.expiry) if ladder.expiry else ""


def since(line: VersionLine, here: Here) -> str:
    """`Version 5 · in force since Tue 3 Mar`."""
    return _("Version {n} · {state}").format(n=line.version, state=state_words(line, here))


def state_words(line: VersionLine, here: Here) -> str:
    """Whether a version is in force, and since when."""
    when = _("the beginning") if line.effective_from is None else day_of(line.effective_from, here)
    words = {
        "in force": _("in force since {when}"),
        "to come": _("takes effect on {when}"),
        "past": _("in force from {when}, not any more"),
    }
    return words[line.state].format(when=when)


def day_of(at: int, here: Here) -> str:
    """The day of a moment, by the organisation's clocks."""
    return formats.day(instant(at).astimezone(here.zone).date(), here.today)


def moment_of(at: int, here: Here) -> str:
    """The moment, by the organisation's clocks."""
    return formats.moment(instant(at), here.now, here.zone)

"""The review of a period: a card in words with one small picture, the line that offers it, and the way to earlier ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date

from scoring.periods import Period, PeriodKind, day_date
from services.boards.glancing import Glance
from services.boards.reviewing import Review
from ui import formats
from ui.components import links
from ui.i18n import _, label, language, ngettext, pgettext
from ui.reading import Here
from ui.rendering import rendered

QUERY = "review"
MONTH = {"en": "MMMM", "zh": "M月"}


@dataclass(frozen=True, slots=True)
class Other:
    """A way to another review."""

    words: str
    href: str
    is_shown: bool


def title(period: Period, here: Here) -> str:
    return _("{period} in review").format(period=formats.period_title(period, here.today))


def offer_html(found: Glance, here: Here, period: str | None) -> str:
    """The line that leads to the review of a period that has just ended. period: the kind that the page shows."""
    facts = [formats.points(found.score)]
    if found.rank:
        facts.insert(0, _("{place} of {n}").format(place=formats.ordinal(found.rank), n=formats.number(found.of)))
    href = links.to("my_points", review=found.period.key, period=period)
    return rendered("review_offer.html", title=title(found.period, here), facts=" · ".join(facts), href=href)


def review_html(found: Review, here: Here, period: str | None) -> str:
    """The review as a card. period: the kind that the page shows, which closing it keeps."""
    place = _("{place} of {n}").format(place=formats.ordinal(found.rank), n=formats.number(found.of)) if found.rank else ""
    return rendered(
        "review.html",
        title=title(found.period, here),
        state=_("final") if found.is_final else _("provisional"),
        score=formats.number(found.score),
        unit=ngettext("point", "points", abs(found.score)),
        place=place or _("You were not on this board."),
        facts=_facts(found, here),
        bars=_bars(found.days),
        said=_said(found, here),
        span=tuple(formats.calendar_day(day_date(day), here.today) for day in (found.period.start, found.period.end - 1)),
        close=links.to("my_points", period=period),
        others=[(words, others) for words, others in _others(found, here, period) if others],
    )


def _facts(found: Review, here: Here) -> list[tuple[str, str]]:
    """What there is to tell, each with its name."""
    facts = [_against(found, here)] if found.before else []
    if found.best_on:
        facts.append((_("Best day"), f"{formats.calendar_day(found.best_on, here.today)} · {formats.points(found.best)}"))
    if found.earned:
        facts.append((_("Earned most by"), " · ".join(f"{label(part.label or {})} {formats.number(part.score)}" for part in found.earned)))
    if found.streak > 1:
        days = ngettext("{n} day in a row", "{n} days in a row", found.streak)
        facts.append((_("Longest streak"), days.format(n=formats.number(found.streak))))
    if found.level:
        facts.append((_("Level reached"), label(found.level.label)))
    if found.team:
        of = _("{place} of {n}").format(place=formats.ordinal(found.team.rank), n=formats.number(found.team.of))
        facts.append((found.team.name, _("{place} per head").format(place=of)))
    return facts


def _against(found: Review, here: Here) -> tuple[str, str]:
    assert found.before is not None
    changes = []
    if found.before.rank is not None and found.rank is not None:
        changes.append(formats.places(found.before.rank - found.rank).words)
    changes.append(formats.signed_points(found.score - found.before.score))
    return _("Against {period}").format(period=short_title(found.before.period, here)), formats.listed(changes)


def _bars(days: Sequence[int]) -> tuple[tuple[float, bool], ...]:
    """How high each day stands, in per cent, and whether it is the best; nothing where none has points."""
    best = max(days)
    return tuple((round(100 * max(0, score) / best, 1), place == days.index(best)) for place, score in enumerate(days)) if best > 0 else ()


def _said(found: Review, here: Here) -> str:
    """The picture for who listens."""
    if found.best_on is None:
        return ""
    return _("Points day by day: the most on {day}, {points}").format(
        day=formats.calendar_day(found.best_on, here.today), points=formats.points(found.best)
    )


def short_title(period: Period, here: Here) -> str:
    """`October`, `October 2025`, `Q3 2026`, `9–15 Nov`, `9–15 Nov 2025`."""
    first = day_date(period.start)
    if period.kind is PeriodKind.MONTH and first.year == here.today.year:
        return str(format_date(first, MONTH[language()], locale=formats.DATES[language()]))
    return formats.short_span(period, here.today) if period.kind is PeriodKind.WEEK else formats.period_title(period, here.today)


def _others(found: Review, here: Here, period: str | None) -> Sequence[tuple[str, list[Other]]]:
    """The ended periods by kind, the longest first."""
    kinds = {
        PeriodKind.QUARTER: pgettext("reviews", "Quarters"),
        PeriodKind.MONTH: pgettext("reviews", "Months"),
        PeriodKind.WEEK: pgettext("reviews", "Weeks from"),
    }
    return [
        (
            words,
            [
                Other(_brief(one, here), links.to("my_points", review=one.key, period=period), one.key == found.period.key)
                for one in found.others
                if one.kind is kind
            ],
        )
        for kind, words in kinds.items()
    ]


def _brief(period: Period, here: Here) -> str:
    """As short as it is still known by: a week by its first day."""
    if period.kind is PeriodKind.WEEK:
        return formats.calendar_day(day_date(period.start), here.today)
    return formats.period_title(period, here.today)

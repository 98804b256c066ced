"""What campaigns are called in words: when, for what, how far, and what happens where they overlap."""

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from babel.dates import format_date

from scoring.periods import Period, PeriodKind, day_number
from services.campaigns.overlapping import Rival
from services.campaigns.telling_campaigns import CampaignTold, Covers, Mark, State
from ui import formats
from ui.i18n import _, label, language, ngettext
from ui.reading import Here

MOST_NAMES = 4
CENT = Decimal("0.01")
YEAR = 360


def times(multiply: Fraction | None) -> str:
    """`× 1.5`."""
    return "×" if multiply is None else f"× {formats.exact(str(Decimal(multiply.numerator) / Decimal(multiply.denominator)))}"


def span(from_on: dt.date, until_on: dt.date) -> str:
    """`2–8 Mar 2026`: through the last day. until_on: the day after it."""
    return formats.period_span(Period(PeriodKind.DAY, day_number(from_on), day_number(until_on)))


def window(one: CampaignTold) -> str:
    return span(one.from_on, one.until_on) if one.from_on and one.until_on else ""


def covers(what: Covers) -> str:
    """`Deal won · in East · for customers tagged gold`."""
    parts = [
        _short(what.rules),
        _short(what.types),
        _("in {teams}").format(teams=_short(what.teams)) if what.teams else "",
        _("for customers tagged {tags}").format(tags=_short(what.tags)) if what.tags else "",
    ]
    return " · ".join(part for part in parts if part) or _("Everything that earns points")


def _short(names: tuple[str, ...]) -> str:
    """The names, of many the first."""
    more = len(names) - MOST_NAMES
    shown = formats.listed(names[:MOST_NAMES])
    return ngettext("{names} and {n} more", "{names} and {n} more", more).format(names=shown, n=more) if more > 0 else shown


def axis_days(days: Sequence[dt.date]) -> list[str]:
    """`3 Nov` for each, with its year where they span one, so that each is another."""
    has_year = bool(days) and (days[-1] - days[0]).days > YEAR
    pattern = {"en": "d MMM yy" if has_year else "d MMM", "zh": "yy年M月d日" if has_year else "M月d日"}[language()]
    return [str(format_date(day, pattern, locale=formats.DATES[language()])) for day in days]


def state_words(one: CampaignTold, today: dt.date) -> str:
    """Where a campaign stands in time."""
    if one.state is None or one.from_on is None or one.until_on is None:
        return _("not right yet")
    if one.state is State.TO_COME:
        return _("begins {day}").format(day=formats.day(one.from_on, today))
    if one.state is State.OVER:
        return _("over")
    if one.state is State.USED_UP:
        return _("used up")
    left = (one.until_on - today).days
    return ngettext("running, last day", "running, {n} days left", left).format(n=left)


def mark_words(mark: Mark) -> str:
    """How a campaign of a draft differs from the published plan; nothing where it does not."""
    words = {
        Mark.NEW: _("new in this draft"),
        Mark.CHANGED: _("changed in this draft"),
        Mark.GONE: _("removed in this draft"),
        Mark.PAST: _("no longer in the plan"),
    }
    return words.get(mark, "")


def money(points: int, here: Here) -> str:
    """What points come to; nothing where they are worth nothing."""
    exact = (Decimal(points) * Decimal(here.points_to_money) / 1000).quantize(CENT, ROUND_HALF_UP)
    return formats.money(str(exact), here.currency) if Decimal(here.points_to_money) else ""


def spent(one: CampaignTold, here: Here) -> str:
    """`12,300 of 25,000 points used · £1,230.00`; without a budget what it has cost so far."""
    cost = money(one.paid, here)
    if one.budget is not None:
        used = ngettext("{used} of {n} point used", "{used} of {n} points used", one.budget)
        text = used.format(used=formats.number(one.paid), n=formats.number(one.budget))
        return " · ".join(
            part for part in (text, _("{money} of {all}").format(money=cost, all=money(one.budget, here)) if cost else "") if part
        )
    if one.state is State.TO_COME or one.state is None:
        return _("without a budget")
    return " · ".join(part for part in (_("{points}, without a budget").format(points=formats.points(one.paid)), cost) if part)


def rival_sentence(mine: Fraction, rival: Rival) -> str:
    """What happens where another campaign runs for the same award."""
    what = _("everything") if rival.is_every_rule else _short(tuple(label(one) for one in rival.rules))
    if rival.is_stronger is None:
        text = _("“{name}” ({times}) runs too, {days}, for {what}: together they multiply by {counts}.")
    elif rival.multiply == mine:
        text = _("“{name}” ({times}) runs too, {days}, for {what}: the multiplier is the same and counts once.")
    elif rival.is_stronger:
        text = _("“{name}” ({times}) runs too, {days}, for {what}: its multiplier is higher and counts alone.")
    else:
        text = _("“{name}” ({times}) runs too, {days}, for {what}: this campaign’s multiplier is higher and counts alone.")
    return text.format(
        name=label(rival.label),
        times=times(rival.multiply),
        days=span(rival.from_on, rival.until_on),
        what=what,
        counts=formats.exact(str(Decimal(rival.counts.numerator) / Decimal(rival.counts.denominator))),
    )


def unknown_words(names: tuple[str, ...]) -> str:
    """What a campaign names and there is none of; nothing where all is known."""
    return _("Not known here, so nothing counts for it: {names}").format(names=_short(names)) if names else ""


def more_rivals(count: int) -> str:
    """How many other campaigns overlap too; nothing where there are none."""
    words = ngettext("{n} other campaign overlaps too.", "{n} other campaigns overlap too.", count)
    return words.format(n=formats.number(count)) if count > 0 else ""

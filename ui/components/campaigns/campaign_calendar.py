"""The calendar of campaigns: a strip of months with today's line, each campaign a bar; on a phone a list by month."""

import datetime as dt
from collections.abc import Iterator, Sequence

from babel.dates import format_date

from services.campaigns.telling_campaigns import CampaignTold, Mark, State
from ui import formats
from ui.components import links
from ui.components.campaigns.campaign_words import mark_words, state_words, times, window
from ui.i18n import _, language
from ui.rendering import rendered

BACK, AHEAD = 9, 9
"""Months that the strip shows at most, before this one and after it."""
LEAST_BACK, LEAST_AHEAD = 2, 2
MOST_ROWS = 40
FEW = 7
TONES = {State.TO_COME: "coming", State.RUNNING: "running", State.USED_UP: "used", State.OVER: "over"}


def calendar_html(campaigns: Sequence[CampaignTold], today: dt.date) -> str:
    """The campaigns that the strip's months touch, the earliest first, as HTML. campaigns: the latest first."""
    dated = [one for one in campaigns if one.from_on and one.until_on]
    months = months_of(dated, today)
    shown = [one for one in dated if _from(one) < months[-1] and _until(one) > months[0]][:MOST_ROWS][::-1]
    return rendered(
        "campaign_calendar.html",
        months=[(name, _share(day, months)) for name, day in zip(_names(months[:-1]), months[:-1], strict=True)],
        today=_share(today, months),
        rows=[_row(one, months, today) for one in shown],
        groups=list(_by_month(shown, today)),
        legend=legend(),
    )


def months_of(campaigns: Sequence[CampaignTold], today: dt.date) -> list[dt.date]:
    """The first days of the strip's months, and the day after the last."""
    here = _month_number(today)
    first = min([here - LEAST_BACK, *(_month_number(_from(one)) for one in campaigns)])
    last = max([here + LEAST_AHEAD, *(_month_number(_until(one) - dt.timedelta(days=1)) for one in campaigns)])
    return [_first_day(number) for number in range(max(first, here - BACK), min(last, here + AHEAD) + 2)]


def _month_number(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)


def _from(one: CampaignTold) -> dt.date:
    assert one.from_on is not None
    return one.from_on


def _until(one: CampaignTold) -> dt.date:
    assert one.until_on is not None
    return one.until_on


def _share(day: dt.date, months: Sequence[dt.date]) -> float:
    """How far along the strip a day begins, in per cent."""
    whole = (months[-1] - months[0]).days
    return round(100 * min(max((day - months[0]).days, 0), whole) / whole, 2)


def _names(months: Sequence[dt.date]) -> Iterator[str]:
    """`Nov` above each month, of many above every second or third; the first of a year with its year."""
    step, year = 1 + (len(months) > FEW) + (len(months) > 2 * FEW), 0
    for number, day in enumerate(months):
        if number % step:
            yield ""
            continue
        patterns = {"en": "MMM y", "zh": "y年M月"} if day.year != year else {"en": "MMM", "zh": "M月"}
        year = day.year
        yield str(format_date(day, patterns[language()], locale=formats.DATES[language()]))


def _row(one: CampaignTold, months: Sequence[dt.date], today: dt.date) -> dict[str, object]:
    left, right = _share(_from(one), months), _share(_until(one), months)
    return _words(one, today) | {"left": left, "width": max(round(right - left, 2), 0.6)}


def _words(one: CampaignTold, today: dt.date) -> dict[str, object]:
    is_drafted = one.mark in (Mark.NEW, Mark.CHANGED)
    return {
        "label": one.label,
        "times": times(one.multiply),
        "when": window(one),
        "state": " · ".join(part for part in (state_words(one, today), mark_words(one.mark)) if part),
        "tone": " ".join(part for part in (TONES[one.state or State.TO_COME], "drafted" if is_drafted else "", _gone(one)) if part),
        "href": links.to("campaign", key=one.key) if one.is_published and one.state is not State.TO_COME else "",
    }


def _gone(one: CampaignTold) -> str:
    return "gone" if one.mark is Mark.GONE else ""


def _by_month(campaigns: Sequence[CampaignTold], today: dt.date) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """The months in which campaigns begin, each with those that do."""
    found: dict[dt.date, list[dict[str, object]]] = {}
    for one in campaigns:
        found.setdefault(_from(one).replace(day=1), []).append(_words(one, today))
    pattern = {"en": "MMMM y", "zh": "y年M月"}[language()]
    yield from ((str(format_date(month, pattern, locale=formats.DATES[language()])), rows) for month, rows in found.items())


def legend() -> list[tuple[str, str]]:
    """What the bars' looks mean."""
    return [
        ("running", _("running")),
        ("coming", _("to come")),
        ("used", _("used up")),
        ("over", _("over")),
        ("drafted", _("in the draft")),
    ]

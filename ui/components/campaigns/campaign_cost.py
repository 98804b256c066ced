"""What a campaign cost, as a page shows it: a finding, a chart up to its budget, the cost by rule and by team."""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import polars as pl

from services.campaigns.costing import Cost, Share
from ui import charts_of_campaigns as charts
from ui import formats
from ui.charts_of_campaigns import SpentWords
from ui.components.campaigns.campaign_words import axis_days, money
from ui.components.plan.plan_audit_words import percent
from ui.i18n import _, label, ngettext
from ui.reading import Here
from ui.rendering import rendered
from ui.theme import themed, with_data

MOST = 10


def top_html(found: Cost, here: Here, *, is_bounded: bool) -> str:
    """The finding: how many points, what they are worth, how much of the budget. is_bounded: whoever looks reaches not everybody."""
    worth = money(found.points, here)
    more = [_budget(found, here)]
    if is_bounded and found.used != found.points:
        more.append(_("In all teams together it cost {points}").format(points=formats.points(found.used)))
    about = ""
    if found.known_from is not None:
        about = _("What it paid before {day} was not written down yet, and is not counted here.").format(
            day=formats.day(found.known_from, here.today)
        )
    said = " · ".join(part for part in (ngettext("point because of it", "points because of it", abs(found.points)), worth) if part)
    return rendered(
        "campaign_top.html",
        loud=formats.number(found.points),
        tone="",
        said=said,
        more=formats.sentences(*(one for one in more if one)),
        about=about,
    )


def _budget(found: Cost, here: Here) -> str:
    if found.budget is None:
        return ""
    left = found.budget - found.used
    if found.used_up_on is not None:
        words = _("The budget of {points} was used up on {day}: since then it multiplies nothing")
        return words.format(points=formats.points(found.budget), day=formats.calendar_day(found.used_up_on, here.today))
    words = _("{share} of the budget of {points} is used, {left} are left")
    return words.format(share=percent(found.used / found.budget), points=formats.points(found.budget), left=formats.number(left))


def chart(found: Cost, today: dt.date) -> dict[str, Any] | None:
    """What it has cost until each day, with its budget; None where it has cost nothing."""
    if not found.daily.height or not found.points:
        return None
    dates: list[dt.date] = found.daily["day"].to_list()
    frame = found.daily.select(
        pl.Series("label", axis_days(dates)),
        pl.Series("title", [formats.calendar_day(day, today) for day in dates]),
        pl.col("points").alias("paid"),
        pl.col("points").cum_sum().alias("sum"),
    )
    budget = found.budget if found.budget is not None and found.used == found.points else None
    most = max([float(frame["sum"].max() or 0), 1.08 * (budget or 0)])  # type: ignore[arg-type]
    words = SpentWords(_("Day"), _("Points on the day"), _("Points so far"), _("Budget: {n}").format(n=formats.number(budget or 0)))
    document = _document(words, most, budget is not None)
    data = {charts.SPENT: frame} | ({charts.BUDGET: pl.DataFrame({"points": [budget]})} if budget is not None else {})
    return with_data(document, **data)


@lru_cache(maxsize=64)
def _document(words: SpentWords, most: float, has_budget: bool) -> dict[str, Any]:
    return themed(charts.spent(words, most, has_budget=has_budget))


def chart_words(found: Cost) -> str:
    """The chart in words."""
    return _("Points so far: {points}").format(points=formats.number(found.points))


def shares_html(found: Cost) -> str:
    """The cost by rule and by team, the greatest first."""
    lists = [(_("By rule"), _shares(found.by_rule, found.points)), (_("By team"), _shares(found.by_team, found.points))]
    return rendered("campaign_shares.html", lists=lists)


def _shares(shares: Sequence[Share], whole: int) -> list[tuple[str, str, str, float]]:
    """(name, points, share in words, width of the bar)."""
    most = max((abs(one.points) for one in shares), default=0) or 1
    rows = [(_name(one), one.points, round(100 * abs(one.points) / most, 1)) for one in shares[:MOST]]
    rest = shares[MOST:]
    if rest:
        words = ngettext("{n} other", "{n} others", len(rest)).format(n=formats.number(len(rest)))
        rows.append((words, sum(one.points for one in rest), 0.0))
    return [(name, formats.number(points), _percent(points, whole), width) for name, points, width in rows]


def _percent(points: int, whole: int) -> str:
    return percent(points / whole) if whole > 0 and points >= 0 else ""


def _name(one: Share) -> str:
    return label(one.label) if one.label else _("Customers, and whoever has no team")

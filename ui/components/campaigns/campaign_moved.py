"""What a campaign moved, as a page shows it: a finding, a chart, the numbers beside those of what it did not cover."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import polars as pl
from babel.dates import get_day_names

from services.campaigns.measuring import ENOUGH, ENOUGH_DAYS, Beside, Measured, Pace, Part, Stretch
from ui import charts_of_campaigns as charts
from ui import formats
from ui.charts_of_campaigns import MovedWords
from ui.components.campaigns.campaign_words import axis_days, span
from ui.components.plan.plan_audit_words import decimal
from ui.formats import MINUS
from ui.i18n import _, label, language, ngettext
from ui.rendering import rendered
from ui.theme import themed, with_data

MOST_DAYS = 110
"""More working days than this are drawn week by week."""
HARDLY = 0.025
"""A smaller change than this is no news."""


def percent(before: float, after: float) -> str:
    """`+38%`, `−4%`; nothing to compare with: a dash."""
    if not before:
        return "–"
    change = round(100 * (after / before - 1))
    return f"+{change:,}%" if change > 0 else f"{change:,}%".replace("-", MINUS)


def top_html(found: Measured) -> str:
    """The finding: how much more a working day, and how what is compared moved meanwhile."""
    before, during, after = (found.stretch(part) for part in Part)
    about = formats.sentences(*(_days(one) for one in found.stretches))
    if not found.is_enough or before is None or during is None:
        text = _("Too little to tell yet: it takes {days} working days and {n} activities before and during the campaign.")
        return rendered("campaign_top.html", loud="", tone="", said=text.format(days=ENOUGH_DAYS, n=ENOUGH), more="", about=about)
    was, now = before.covered.a_day, during.covered.a_day
    more = [_("{now} instead of {was}").format(now=decimal(now), was=decimal(was)), _beside(found, before, during)]
    if after is not None and after.covered.days >= ENOUGH_DAYS:
        then = after.covered.a_day
        more.append(_("In the weeks after: {then} a day, {change}").format(then=decimal(then), change=percent(was, then)))
    said = _("{what} a working day, against the weeks before").format(what=what(found))
    tone = "" if abs(now - was) < HARDLY * was else "up" if now > was else "down"
    return rendered(
        "campaign_top.html",
        loud=percent(was, now),
        tone=tone,
        said=said,
        more=formats.sentences(*(one for one in more if one)),
        about=about,
    )


def what(found: Measured) -> str:
    """What the campaign covers, as something that is done."""
    if not found.types:
        return _("Activities")
    return formats.listed(label(one) for one in found.types[:3]) + (" …" if len(found.types) > 3 else "")


def _beside(found: Measured, before: Stretch, during: Stretch) -> str:
    """How what the campaign did not cover moved."""
    if not before.beside.is_enough or not during.beside.is_enough:
        return ""
    words = {
        Beside.TEAMS: _("In other teams meanwhile: {change}"),
        Beside.CUSTOMERS: _("With other customers meanwhile: {change}"),
        Beside.TYPES: _("Other activities meanwhile: {change}"),
    }
    return words[found.beside].format(change=percent(before.beside.a_day, during.beside.a_day)) if found.beside in words else ""


def _days(one: Stretch) -> str:
    words = {
        Part.BEFORE: ngettext("before: {days}, {n} working day", "before: {days}, {n} working days", one.covered.days),
        Part.DURING: ngettext("during: {days}, {n} working day", "during: {days}, {n} working days", one.covered.days),
        Part.AFTER: ngettext("after: {days}, {n} working day", "after: {days}, {n} working days", one.covered.days),
    }
    text = words[one.part].format(days=span(one.from_on, one.until_on), n=one.covered.days)
    return text[:1].upper() + text[1:]


# the chart ------------------------------------------------------------------------------------------------------------------------


def chart(found: Measured, today: dt.date) -> dict[str, Any] | None:
    """What was done on each working day, of long campaigns week by week; None where nothing was."""
    working = found.daily.filter("is_working")
    if not working.height or not working["activities"].sum():
        return None
    drawn = steps(working, today)
    means = [one for part in Part if (one := _mean(drawn, part, found)) is not None]
    expected = _expected(found, drawn)
    document = _document(MovedWords(_("Day"), what(found)), bool(expected))
    data = {
        charts.STEPS: drawn.select("label", "title", "value", is_during=pl.col("part") == Part.DURING.value),
        charts.MEANS: pl.DataFrame(
            means, schema={"first": pl.String, "last": pl.String, "value": pl.Float64, "said": pl.String}, orient="row"
        ),
    }
    if expected:
        data[charts.EXPECTED] = pl.DataFrame(expected, schema={"first": pl.String, "last": pl.String, "value": pl.Float64}, orient="row")
    return with_data(document, **data)


@lru_cache(maxsize=64)
def _document(words: MovedWords, has_expected: bool) -> dict[str, Any]:
    return themed(charts.moved(words, has_expected=has_expected))


def steps(working: pl.DataFrame, today: dt.date) -> pl.DataFrame:
    """part, value, label, title of each working day, or of each week of a part."""
    by_week = working.height > MOST_DAYS
    begins = pl.col("day") - (pl.col("day") + 3) % 7 if by_week else pl.col("day")
    found = (
        working.group_by("part", begins.alias("begins"), maintain_order=True)
        .agg(pl.col("activities").mean().alias("value"), pl.col("day").min().alias("first"))
        .sort("first")
    )
    dates = [dt.date(1970, 1, 1) + dt.timedelta(days=day) for day in found["first"].to_list()]
    titles = [formats.calendar_day(date, today) for date in dates]
    words = _("Week of {day}")
    return found.with_columns(
        pl.Series("label", axis_days(dates), dtype=pl.String),
        pl.Series("title", [words.format(day=title) for title in titles] if by_week else titles, dtype=pl.String),
    )


def _mean(steps: pl.DataFrame, part: Part, found: Measured) -> tuple[str, str, float, str] | None:
    rows, stretch = steps.filter(pl.col("part") == part.value), found.stretch(part)
    if not rows.height or stretch is None or not stretch.covered.days:
        return None
    value = stretch.covered.a_day
    return rows["label"].to_list()[0], rows["label"].to_list()[-1], value, decimal(value)


def _expected(found: Measured, steps: pl.DataFrame) -> list[tuple[str, str, float]]:
    """What it would have been in each part, had it gone as what the campaign did not cover."""
    before = found.stretch(Part.BEFORE)
    if before is None or not before.beside.is_enough or not before.covered.is_enough:
        return []
    lines = []
    for part in (Part.DURING, Part.AFTER):
        rows, stretch = steps.filter(pl.col("part") == part.value), found.stretch(part)
        if rows.height and stretch is not None and stretch.beside.is_enough:
            value = before.covered.a_day * stretch.beside.a_day / before.beside.a_day
            lines.append((rows["label"].to_list()[0], rows["label"].to_list()[-1], value))
    return lines


def chart_words(found: Measured) -> str:
    """The chart in words, for whoever does not see it."""
    parts = (f"{_days(one)}: {decimal(one.covered.a_day)}" for one in found.stretches)
    return _("{what} a working day. {parts}").format(what=what(found), parts="; ".join(parts))


# the numbers ----------------------------------------------------------------------------------------------------------------------


def numbers_html(found: Measured, currency: str) -> str:
    """Before, during and after as a table, of what the campaign covered and of what it did not."""
    groups = [(_("{what}, a working day").format(what=what(found)), list(_rows(found, "covered", currency)))]
    if any(one.beside.activities for one in found.stretches):
        groups.append((_beside_title(found), list(_rows(found, "beside", currency))))
    parts = {Part.BEFORE: _("Before"), Part.DURING: _("During"), Part.AFTER: _("After")}
    columns = [parts[one.part] for one in found.stretches]
    return rendered("campaign_numbers.html", columns=columns, groups=groups, notes=[note for note in _notes(found) if note])


def _beside_title(found: Measured) -> str:
    words = {
        Beside.TEAMS: _("Not covered: the same in other teams"),
        Beside.CUSTOMERS: _("Not covered: the same with other customers"),
        Beside.TYPES: _("Not covered: other activities"),
    }
    return words.get(found.beside, "")


def _rows(found: Measured, side: str, currency: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(what is counted, (number, change against before) of each part). Amounts of other activities are no measure of these."""
    paces: list[Pace] = [getattr(one, side) for one in found.stretches]
    yield _("Activities"), _cells(found, [one.a_day for one in paces], decimal)
    if any(one.amount_e4 for one in paces) and (side == "covered" or found.beside is not Beside.TYPES):
        yield _("Amount ({currency})").format(currency=currency), _cells(found, [one.amount_a_day for one in paces], _whole)
    yield _("Active employees"), _cells(found, [one.people_a_day for one in paces], decimal)


def _whole(amount: float) -> str:
    return formats.number(round(amount))


def _cells(found: Measured, values: list[float], tell: Callable[[float], str]) -> list[tuple[str, str]]:
    is_compared = bool(found.stretches) and found.stretches[0].part is Part.BEFORE
    return [(tell(value), percent(values[0], value) if is_compared and place else "") for place, value in enumerate(values)]


def _notes(found: Measured) -> Iterator[str]:
    names = get_day_names("abbreviated", locale=formats.DATES[language()])
    listed = formats.listed(str(names[day - 1]) for day in found.weekdays)
    yield _("Working days are those of the week on which something is usually done: {days}. Today counts once it is over.").format(
        days=listed
    )
    if found.others:
        words = _("Other campaigns for the same ran in the weeks before or at the same time: {names}.")
        yield words.format(names=formats.listed(label(one) for one in found.others[:5]))
    if found.beside is not Beside.NOTHING:
        yield _(
            "The dashed line is what it would have been, had it gone as what the campaign did not cover. It is a comparison, not a proof."
        )

"""Where somebody stands: the score with its place, the way to the next one, and what they have beside it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.lists import format_list
from markupsafe import Markup

from scoring.periods import PeriodKind
from services.boards.closing_gaps import Step
from services.boards.glancing import Glance, Place
from services.boards.holdings import Holdings
from services.calendar.streaks import Streak
from services.people.naming import shown_name
from services.targets.sheets import OwnTarget
from ui import formats
from ui.components import links
from ui.components.mine.sparkline import spark
from ui.components.tiles import Tile
from ui.i18n import _, label, language, ngettext, pgettext
from ui.reading import Here
from ui.reading_mine import Lately, Moved, Since
from ui.rendering import rendered

EXPIRES_SOON_DAYS = 60
PODIUM = 3
SIDE_BY_SIDE, SHORT = 3, 20
"""Tiles; letters."""
POINTS_PER_RATE = 1000


def who(name: str, within: str, *, is_me: bool = True) -> str:
    """Whose page it is, as HTML, at its top. within: their team, or the owner of a customer."""
    return rendered("who.html", name=name, within=within, mine=is_me)


def card_and_tiles(
    found: Glance,
    moved: Moved,
    ways: Sequence[Step],
    lately: Lately,
    held: Holdings,
    streak: Streak,
    target: OwnTarget | None,
    here: Here,
    offer: str = "",
) -> str:
    """All of where an employee stands now, as HTML, with the way to record more. offer: what stands beneath, as HTML."""
    beside = rendered("record_link.html", href=links.to("record")) + held_beside(held, streak, here, target) + offer
    return rendered("standing_now.html", card=Markup(card(found, moved, ways, lately, here)), beside=Markup(beside))


# the card -------------------------------------------------------------------------------------------------------------------------


def card(found: Glance, moved: Moved, ways: Sequence[Step], lately: Lately, here: Here) -> str:
    """The reader's score with the way to its entries, their place with the way to the board, and what brings the next place, as HTML."""
    lead, rest = next_place(found, ways, here.currency)
    return rendered(
        "standing.html",
        score=formats.number(found.score),
        entries=links.to("entries", period=found.period.kind),
        board=links.to("leaderboard", period=found.period.kind),
        unit=ngettext("point", "points", abs(found.score)),
        place=_("{place} of {n}").format(place=formats.ordinal(found.rank), n=formats.number(found.of)) if found.rank else "",
        moves=moves(found, moved),
        medal=found.rank if found.score > 0 and found.rank and found.rank <= PODIUM else 0,
        sharing=found.sharing if found.score else 0,
        spark=spark(lately, spark_words(found.period.kind, len(lately.scores))),
        lead=lead,
        rest=rest,
    )


@dataclass(frozen=True, slots=True)
class Move:
    """What changed since then. said: the points with since when, or only that; tone: up, down or quiet; gained: places, None where there is none to compare.

    since: for who listens, behind `2 places up`.
    """

    said: str
    tone: str
    gained: int | None
    since: str


def moves(found: Glance, moved: Moved) -> tuple[Move, ...]:
    """What changed since yesterday, and since a week ago; early in a period, against the one before."""
    today = () if found.today is None else (_today(found.today, moved.yesterday),)
    if moved.week is not None:
        if not moved.week.points and not moved.week.places:
            return today
        said = _("{n} in 7 days").format(n=formats.signed(moved.week.points))
        return *today, Move(said, _tone(moved.week.points), moved.week.places, _("since a week ago"))
    if not found.change:
        return today
    return *today, Move(_before()[found.period.kind], "quiet", found.change, _before()[found.period.kind])


def _today(points: int, since: Since | None) -> Move:
    said = _("{n} today").format(n=formats.signed(points)) if points else _("nothing yet today")
    return Move(said, _tone(points), since.places if since else None, _("since yesterday"))


def _tone(points: int) -> str:
    return "up" if points > 0 else "down" if points < 0 else "quiet"


def _before() -> dict[PeriodKind, str]:
    return {
        PeriodKind.WEEK: _("against last week"),
        PeriodKind.MONTH: _("against last month"),
        PeriodKind.QUARTER: _("against last quarter"),
    }


def spark_words(kind: PeriodKind, n: int) -> str:
    """What the small picture of the card shows."""
    if kind is PeriodKind.QUARTER:
        return ngettext("Last {n} week", "Last {n} weeks", n).format(n=n)
    return ngettext("Last {n} day", "Last {n} days", n).format(n=n)


def next_place(found: Glance, ways: Sequence[Step], currency: str) -> tuple[str, str]:
    """The sentence of the next place: how far, and what would do."""
    if found.rank is None:
        return _("You are not on this board."), _("On it stands who is at work in this period.")
    if found.of == 1:
        return _("You are alone on this board."), _("Colleagues appear here from their first day.")
    if found.ahead:
        lead = _("{points} to {place}").format(points=formats.points(found.ahead.gap), place=formats.ordinal(found.ahead.rank))
        return lead, _way_to(found.ahead, ways, currency)
    return _first(found, ways, currency)


def _first(found: Glance, ways: Sequence[Step], currency: str) -> tuple[str, str]:
    if found.sharing and not found.behind and not found.score:
        return _("Nobody has points yet."), _("The first to record an activity takes the lead.")
    if found.sharing:
        return (
            ngettext("You share 1st place with {n} other.", "You share 1st place with {n} others.", found.sharing).format(
                n=formats.number(found.sharing)
            ),
            _("It is yours alone with {ways}.").format(ways=listed(ways, currency)) if ways else "",
        )
    assert found.behind is not None
    lead = _("You are first, {points} ahead").format(points=formats.points(found.behind.gap))
    return lead, _("of {name}.").format(name=named(found.behind))


def _way_to(place: Place, ways: Sequence[Step], currency: str) -> str:
    if not ways:
        return _("({name})").format(name=named(place))
    return _("({name}): {ways}").format(name=named(place), ways=listed(ways, currency))


def named(place: Place) -> str:
    """Who has a place: one by name, and how many others."""
    name = shown_name(place.name, language())
    if place.holders == 1:
        return name
    others = place.holders - 1
    return ngettext("{name} and {n} other", "{name} and {n} others", others).format(name=name, n=formats.number(others))


def listed(ways: Sequence[Step], currency: str) -> str:
    """`Deal won once, or Customer visit 10 times`."""
    said = [_way(way, currency) for way in ways]
    return str(format_list(said, style="or", locale=formats.NUMBERS[language()]))


def _way(way: Step, currency: str) -> str:
    if way.amount is not None:
        return _("{activity} worth {amount}").format(activity=label(way.label), amount=formats.money(way.amount, currency))
    return ngettext("{activity} once", "{activity} {n} times", way.times).format(activity=label(way.label), n=formats.number(way.times))


# beside the card ------------------------------------------------------------------------------------------------------------------


def held_beside(held: Holdings, streak: Streak, here: Here, target: OwnTarget | None = None) -> str:
    """What somebody has beside a place, as HTML: a target, days in a row, a level, points to spend or what they owe, what waits.

    Three stand side by side on a phone where what they say is short.
    """
    shown = tuple(tile for tile in (_target(target), _streak(streak), _level(held), _balance(held, here), _waiting(held)) if tile)
    return rendered("beside_card.html", tiles=shown, is_short=len(shown) == SIDE_BY_SIDE and all(_width(tile) <= SHORT for tile in shown))


def _width(tile: Tile) -> int:
    """How wide its longest text is; a Chinese character is as wide as two letters."""
    return max(sum(1 if character.isascii() else 2 for character in text) for text in (tile.label, tile.value, tile.more))


def _target(found: OwnTarget | None) -> Tile | None:
    """How much of the target of the period is reached."""
    if found is None:
        return None
    reached = _("{points} of {target}").format(points=formats.number(found.score), target=formats.number(found.points))
    return Tile(_("Target"), f"{formats.number(found.percent)}%", reached, share=max(0, min(100, found.percent)))


def _streak(found: Streak) -> Tile:
    value = ngettext("{n} day", "{n} days", found.days).format(n=formats.number(found.days))
    return Tile(pgettext("days in a row", "Streak"), value, _about_streak(found))


def _about_streak(found: Streak) -> str:
    if not found.longest:
        return _("not begun yet")
    if found.days and not found.has_today:
        return _("today is free") if found.is_free_today else _("today still open")
    return _("longest {n}").format(n=formats.number(found.longest))


def _balance(held: Holdings, here: Here) -> Tile:
    if held.debt:
        return Tile(_("Debt"), formats.number(held.debt), _("The next points repay it first."), tone="down")
    return Tile(_("Balance"), formats.number(held.balance), " · ".join(_worth(held, here) + _expiring(held, here)))


def _worth(held: Holdings, here: Here) -> list[str]:
    worth = held.balance * Decimal(here.points_to_money) / POINTS_PER_RATE
    return [_("≈ {money}").format(money=formats.money(worth, here.currency))] if worth else []


def _expiring(held: Holdings, here: Here) -> list[str]:
    soon = [(day, points) for day, points in held.expiring if day - here.today <= dt.timedelta(days=EXPIRES_SOON_DAYS)]
    words = _("{n} expire after {day}")
    return [words.format(n=formats.number(points), day=formats.day(day, here.today)) for day, points in soon[:1]]


def _level(held: Holdings) -> Tile | None:
    if held.level is None:
        return None
    name, value = _("Level {n}").format(n=held.level.number), label(held.level.label)
    if held.following is None:
        return Tile(name, value, _("The highest there is"), share=100)
    span = held.following.from_points - held.level.from_points
    share = 100 * (held.lifetime - held.level.from_points) / span if span else 0
    missing = _("{n} to {level}").format(n=formats.number(held.missing), level=label(held.following.label))
    return Tile(name, value, missing, share=round(max(0.0, min(100.0, share)), 1))


def _waiting(held: Holdings) -> Tile | None:
    if not held.waiting:
        return None
    more = ngettext("{n} activity waits for approval", "{n} activities wait for approval", held.waiting)
    return Tile(_("Pending"), formats.signed(held.pending), more.format(n=formats.number(held.waiting)))

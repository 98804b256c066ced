"""Where somebody stands: the score with its place, the way to the next one, and what they have beside it."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from babel.lists import format_list
from markupsafe import Markup

from scoring.periods import PeriodKind
from services.boards.closing_gaps import Step
from services.boards.glancing import Glance, Place
from services.boards.holdings import Holdings
from ui import formats
from ui.components import links
from ui.components.sparkline import spark
from ui.components.tiles import Tile, in_a_row
from ui.i18n import _, label, language, ngettext
from ui.reading import Here
from ui.reading_mine import Lately
from ui.rendering import rendered

EXPIRES_SOON_DAYS = 60
POINTS_PER_RATE = 1000


def who(name: str, within: str, *, is_me: bool = True) -> str:
    """Whose page it is, as HTML, at its top. within: their team, or the owner of a customer."""
    return rendered("who.html", name=name, within=within, mine=is_me)


def card_and_tiles(found: Glance, ways: Sequence[Step], lately: Lately, held: Holdings, here: Here) -> str:
    """All of where an employee stands now, as HTML, with the way to record more."""
    beside = rendered("record_link.html", href=links.to("record")) + tiles(held, here)
    return rendered("standing_now.html", card=Markup(card(found, ways, lately, here)), beside=Markup(beside))


# the card -------------------------------------------------------------------------------------------------------------------------


def card(found: Glance, ways: Sequence[Step], lately: Lately, here: Here) -> str:
    """The reader's score with the way to its entries, their place with the way to the board, and what brings the next place, as HTML."""
    lead, rest = next_place(found, ways, here.currency)
    return rendered(
        "standing.html",
        score=formats.number(found.score),
        entries=links.to("entries", period=found.period.kind),
        board=links.to("leaderboard", period=found.period.kind),
        unit=ngettext("point", "points", abs(found.score)),
        place=_("{place} of {n}").format(place=formats.ordinal(found.rank), n=formats.number(found.of)) if found.rank else "",
        change=found.change,
        sharing=found.sharing if found.score else 0,
        today=found.today,
        spark=spark(lately, spark_words(found.period.kind, len(lately.scores))),
        lead=lead,
        rest=rest,
    )


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
    if place.holders == 1:
        return place.name
    others = place.holders - 1
    return ngettext("{name} and {n} other", "{name} and {n} others", others).format(name=place.name, n=formats.number(others))


def listed(ways: Sequence[Step], currency: str) -> str:
    """`Deal won once, or Customer visit 10 times`."""
    said = [_way(way, currency) for way in ways]
    return str(format_list(said, style="or", locale=formats.NUMBERS[language()]))


def _way(way: Step, currency: str) -> str:
    if way.amount is not None:
        return _("{activity} worth {amount}").format(activity=label(way.label), amount=formats.money(way.amount, currency))
    return ngettext("{activity} once", "{activity} {n} times", way.times).format(activity=label(way.label), n=formats.number(way.times))


# beside the card ------------------------------------------------------------------------------------------------------------------


def tiles(held: Holdings, here: Here) -> str:
    """What somebody has beside a place, as HTML: points to spend, a level, what waits, what they owe."""
    return in_a_row((_balance(held, here), _level(held), _waiting(held)))


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

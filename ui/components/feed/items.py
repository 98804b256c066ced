"""Items of the feed by day, as one piece of HTML, with what people answered."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup

from scoring.periods import instant
from services.feed import telling
from services.feed.feed import Answers, FeedItem
from services.feed.kinds import Kind, Reaction
from services.people.naming import shown_name
from ui import formats
from ui.components import links
from ui.i18n import _, language
from ui.reading import Here
from ui.rendering import rendered

AT_DAYS_END = (Kind.GAINED, Kind.PERIOD_OVER)
"""What becomes known when a day is over belongs to that day."""
MOST_DRAWN = 2_048
ICONS = {Kind.LEADER: "trophy", Kind.GAINED: "trending_up", Kind.PERIOD_OVER: "flag"}
REACTION_ICONS = {Reaction.APPLAUSE: "celebration", Reaction.WELL_DONE: "thumb_up", Reaction.THANKS: "favorite"}


@dataclass(frozen=True, slots=True)
class Answer:
    """words: what it is and who gave it."""

    kind: str
    icon: str
    count: int
    is_mine: bool
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """who: the name behind the circle; who_words: whom the line names; beneath: team and time."""

    id: int
    kind: str
    who: str
    who_words: str
    what: str
    beneath: tuple[str, ...]
    points: int
    icon: str
    href: str
    is_mine: bool
    answers: tuple[Answer, ...]


def items_html(items: Sequence[FeedItem], here: Here) -> str:
    """The items, newest first, under the days they belong to."""
    days = [
        (_heading(day, here.today), [_drawn(_line(item, here), language()) for item in of_day])
        for day, of_day in groupby(items, key=lambda one: _day(one, here))
    ]
    return rendered("feed.html", days=days, is_still=False)


def examples_html(items: Sequence[FeedItem], here: Here) -> str:
    """Items that are not in the feed, which nobody can answer to."""
    return rendered("feed.html", days=[("", [_drawn(_line(item, here, answers=False), language()) for item in items])], is_still=True)


@lru_cache(maxsize=MOST_DRAWN)
def _drawn(line: Line, _language: str) -> Markup:
    """A line as HTML, made once for all who see the very same."""
    return Markup(rendered("feed_item.html", line=line))


def _day(item: FeedItem, here: Here) -> dt.date:
    moment = instant(item.at - (item.kind in AT_DAYS_END))
    return moment.astimezone(here.zone).date()


def _heading(day: dt.date, today: dt.date) -> str:
    said = formats.day(day, today)
    return said[:1].upper() + said[1:]


def _line(item: FeedItem, here: Here, *, answers: bool = True) -> Line:
    when = "" if item.kind in AT_DAYS_END else formats.clock(instant(item.at), here.zone)
    beneath = (item.team, when, formats.points(item.points or 0) if item.kind is Kind.LEADER else "")
    return Line(
        item.id,
        item.kind.value,
        item.names[0] if item.names else item.name,
        telling.name(item, language()),
        telling.said(item, language()),
        tuple(part for part in beneath if part),
        item.points or 0,
        ICONS.get(item.kind, ""),
        links.to("activity", source=item.activity[0], id=item.activity[1]) if item.activity else "",
        item.is_mine,
        tuple(_answers(item)) if answers else (),
    )


def _answers(item: FeedItem) -> list[Answer]:
    """Those one may give; of what is about the reader those that were given."""
    shown = [(kind, told) for kind, told in item.reactions.items() if told.count or not item.is_mine]
    return [Answer(kind.value, REACTION_ICONS[kind], told.count, told.is_mine, _words(kind, told)) for kind, told in shown]


def _words(kind: Reaction, told: Answers) -> str:
    """`Applause`, `Applause: you, Ann Li and Bo`."""
    said = {Reaction.APPLAUSE: _("Applause"), Reaction.WELL_DONE: _("Well done"), Reaction.THANKS: _("Thanks")}[kind]
    who = [_("you")] * told.is_mine + [shown_name(name, language()) for name in told.others]
    return _("{what}: {who}").format(what=said, who=formats.listed(who)) if who else said

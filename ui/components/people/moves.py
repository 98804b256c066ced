"""Moves said plainly: where somebody was, where they are from which day, and what becomes of it."""

import datetime as dt
from collections.abc import Sequence

from services.people.moving import Move
from services.people.rosters import TeamStay
from ui import formats
from ui.components import links
from ui.i18n import _, ngettext
from ui.reading import Here
from ui.rendering import show

MOST_NAMED = 6


def history(stays: Sequence[TeamStay], here: Here) -> None:
    """The teams somebody belonged to, belongs to and will belong to, the latest first."""
    shown = [
        {
            "team": stay.team.name if stay.team else _("No team"),
            "href": links.to("teams", team=stay.team.code) if stay.team else "",
            "span": _span(stay, here.today),
            "is_now": stay.is_now,
            "is_planned": stay.is_planned,
        }
        for stay in stays
    ]
    show("admin_history.html", stays=shown)


def _span(stay: TeamStay, today: dt.date) -> str:
    begins = _day(stay.from_on, today) if stay.from_on else None
    ends = _day(stay.through, today) if stay.through else None
    if stay.is_planned:
        return _("planned from {day}").format(day=begins)
    if begins and ends:
        return _("{first} to {last}").format(first=begins, last=ends)
    if begins:
        return _("since {day}").format(day=begins)
    return _("until {day}").format(day=ends) if ends else _("from the beginning")


def _day(day: dt.date, today: dt.date) -> str:
    return formats.calendar_day(day, today)


def sentence(move: Move, today: dt.date) -> str:
    """`Ann moves from East 1 to South 3 from Mon 1 Dec.`"""
    day = _day(move.from_on, today)
    before, after = (team.name if team else None for team in (move.before, move.after))
    if move.is_nothing:
        told = (
            _("{name} is in {team} on {day} anyway: nothing changes.")
            if after
            else _("{name} is in no team on {day} anyway: nothing changes.")
        )
        return told.format(name=move.name, team=after, day=day)
    if after is None:
        return _("{name} leaves {old} from {day} and belongs to no team.").format(name=move.name, old=before, day=day)
    if before is None or before == after:
        return _("{name} belongs to {team} from {day}.").format(name=move.name, team=after, day=day)
    return _("{name} moves from {old} to {team} from {day}.").format(name=move.name, old=before, team=after, day=day)


def summary(moves: Sequence[Move], team: str, today: dt.date) -> str:
    """What was done to several at once."""
    told = ngettext("{n} person moves to {team} from {day}.", "{n} people move to {team} from {day}.", len(moves))
    return told.format(n=formats.number(len(moves)), team=team, day=_day(moves[0].from_on, today))


def foreseen(moves: Sequence[Move], here: Here) -> None:
    """What would become of everybody, and of what was planned or is over."""
    told = [sentence(move, here.today) for move in moves[:MOST_NAMED]]
    if len(moves) > MOST_NAMED:
        more = len(moves) - MOST_NAMED
        told.append(ngettext("And {n} more person likewise.", "And {n} more people likewise.", more).format(n=formats.number(more)))
    notes = [_dropped(move, stay, here.today) for move in moves[:MOST_NAMED] for stay in move.dropped]
    if any(move.is_past for move in moves):
        notes.append(_("That day has passed: team boards since then change with it."))
    show("admin_foreseen.html", sentences=told, notes=notes)


def _dropped(move: Move, stay: TeamStay, today: dt.date) -> str:
    team, day = stay.team.name if stay.team else _("no team"), _day(stay.from_on or today, today)
    return _("What was set from {day} for {name}, {team}, no longer holds.").format(day=day, name=move.name, team=team)

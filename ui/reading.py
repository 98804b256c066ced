"""What pages read: asked of the services once per change and shared by all who may see the same."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from services import organising
from services.access import Act, Actor
from services.activities import catalogue
from services.boards import boards
from services.boards.boards import Ranked
from services.errors import Refusal
from services.people import customers, people, searching
from services.plans import planning
from ui.data import database, version
from ui.i18n import label, speak_at_home
from ui.shared import once_per
from ui.sign_in import Viewer

MOMENT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Here:
    """The organisation, and what time it is there."""

    name: str
    zone: ZoneInfo
    currency: str
    first_weekday: int
    points_to_money: str
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        return self.now.date()

    @property
    def moment(self) -> int:
        """Changes every `MOMENT_SECONDS`: in the place of the ledger's version, for what need not be newer than that."""
        return int(self.now.timestamp() // MOMENT_SECONDS)


def here(me: Viewer) -> Here:
    found = once_per(version().directory_revision, "organisation", lambda: organising.get(database(), me.actor))
    zone = ZoneInfo(found["timezone"])
    speak_at_home(found["locale"])
    return Here(
        found["name"], zone, found["currency"], found["first_weekday"], found["points_to_money"], dt.datetime.now(dt.UTC).astimezone(zone)
    )


def shared_by(me: Viewer) -> Hashable:
    """Whoever reaches the same people reads the same."""
    return me.actor.role, me.actor.employee_id, me.actor.team_ids


def ranked(
    me: Viewer,
    today: dt.date,
    *,
    subject: str,
    period: str,
    on: dt.date | None,
    measure: str,
    team: str | None,
    by: str | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> Ranked:
    """A board. Raises what `services.boards.boards.ranked` raises."""
    return ranked_for(me.actor, today, subject=subject, period=period, on=on, measure=measure, team=team, by=by, first=first, last=last)


def ranked_for(actor: Actor, today: dt.date, **asked: Any) -> Ranked:
    """The same for an actor: a wall and the pages share the board of those who see the very same. asked: as for `services.boards.boards.ranked`."""
    asked = {name: value for name, value in asked.items() if value is not None}
    key = ("ranked", boards.shared_by(actor, asked["subject"]), *sorted(asked.items()))
    return once_per((version(), today), key, partial(boards.ranked, database(), actor, **asked))


def activity_types(me: Viewer) -> dict[str, dict[str, Any]]:
    """The activity types that are offered, by key, in the order of their making."""
    listed = partial(catalogue.list_types, database(), me.actor, limit=1_000)
    return once_per(version().directory_revision, "types", lambda: {kind["key"]: kind for kind in _every(listed) if kind["active"]})


def employee_name(me: Viewer, code: str | None) -> str:
    """The name of an employee, which is no secret among those who are signed in."""
    if not code:
        return ""
    return once_per(version().directory_revision, ("employee", code), lambda: str(people.get_employee(database(), me.actor, code)["name"]))


def customer_name(me: Viewer, code: str | None) -> str:
    """The name of a customer, for whoever may read or record about them; their code for everybody else."""
    if not code:
        return ""
    try:
        return str(customers.get_customer(database(), me.actor, code)["name"])
    except Refusal:  # somebody else's, or nobody's yet: about those everybody who records may record
        found = searching.search_for_recording(database(), me.actor, code) if me.actor.may(Act.RECORD) else []
        return next((one.name for one in found if one.code == code), code)


def holder_name(me: Viewer, holder: str) -> str:
    """The name of `employee:E01` or `customer:C01`."""
    kind, _colon, code = holder.partition(":")
    return employee_name(me, code) if kind == "employee" else customer_name(me, code)


def tier_label(key: str | None) -> str:
    """The label of a level of the plan in force, in the reader's language; its key where it has none."""
    labels = once_per(version().directory_revision, "tiers", lambda: planning.tier_labels(database()))
    return label(labels.get(key or "", {})) or (key or "")


def _every(listed: Callable[..., dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The items of every page of a list."""
    cursor = None
    while True:
        page = listed(cursor=cursor)
        yield from page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return


@dataclass(frozen=True, slots=True)
class TeamChoice:
    """A team as it stands in a list. depth: how many teams are above it."""

    code: str
    name: str
    depth: int


def teams(me: Viewer) -> tuple[TeamChoice, ...]:
    """Every team, each after the one above it, by name."""
    return once_per(version().directory_revision, "teams", lambda: _tree(me))


def _tree(me: Viewer) -> tuple[TeamChoice, ...]:
    below: dict[str | None, list[dict[str, str | None]]] = {}
    for team in _every(partial(people.list_teams, database(), me.actor, limit=1_000)):
        below.setdefault(team["parent"], []).append(team)
    ordered: list[TeamChoice] = []

    def add(parent: str | None, depth: int) -> None:
        for team in sorted(below.get(parent, []), key=lambda t: str(t["name"])):
            ordered.append(TeamChoice(str(team["code"]), str(team["name"]), depth))
            add(team["code"], depth + 1)

    add(None, 0)
    return tuple(ordered)

"""What is celebrated: the managers' choice, and what stands while nobody has chosen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db import feed as rows
from db.engine import Database, Session
from scoring.amounts import format_e4
from scoring.plan import Category
from services.access import Act, Actor, require
from services.errors import Conflict, Invalid
from services.values import amount_e4, no_others, shown
from services.world import World, world
from services.writing import writing

NAME = "choices"
PERIODS = ("week", "month", "quarter")
DEAL = "deal_won"
MOST_POINTS = 1_000_000
MOST_LEVELS = 9
MOST_PLACES = 1_000
DEFAULT_PLACES = 10
STALE = "Somebody else chose anew meanwhile and nothing was saved: look at their choice, then choose again"


@dataclass(frozen=True, slots=True)
class From:
    """From which amount, and from how many points on, an activity of a type is celebrated; None: from any."""

    amount_e4: int | None = None
    points: int | None = None

    def holds(self, amount: int | None, points: int) -> bool:
        enough = self.amount_e4 is None or (amount is not None and amount >= self.amount_e4)
        return enough and (self.points is None or points >= self.points)


@dataclass(frozen=True, slots=True)
class Choices:
    """deals: activity types by key. leaders: on boards of which periods; of the organisation, and of the teams of which level (1: the uppermost;
    0: of none; None: of all). gained: from how many places up in a day, None: not at all. period_over: which periods' ends.
    """

    deals: Mapping[str, From] = field(default_factory=dict)
    leaders: tuple[str, ...] = ("week", "month", "quarter")
    company: bool = True
    team_level: int | None = 0
    gained: int | None = DEFAULT_PLACES
    period_over: tuple[str, ...] = PERIODS

    def document(self) -> dict[str, Any]:
        """As `read` reads it."""
        deals = {
            key: {
                name: value
                for name, value in (("from_amount", _amount(least.amount_e4)), ("from_points", least.points))
                if value is not None
            }
            for key, least in self.deals.items()
        }
        teams: object = "all" if self.team_level is None else self.team_level
        leaders = {"periods": list(self.leaders), "company": self.company, "teams": teams}
        return {"deals": deals, "leaders": leaders, "gained": {"places": self.gained}, "period_over": list(self.period_over)}


def _amount(value: int | None) -> str | None:
    return None if value is None else format_e4(value)


@dataclass(frozen=True, slots=True)
class Chosen:
    """revision: which of the choices they are, 0: nobody has chosen yet."""

    choices: Choices
    revision: int


def choices(database: Database, actor: Actor) -> Chosen:
    """What is celebrated. Raises Forbidden."""
    require(actor, Act.CELEBRATE)
    with database.read() as session:
        return chosen(session, world(database, session))


def chosen(session: Session, here: World) -> Chosen:
    """What is celebrated, as this transaction sees it."""
    kept = rows.state(session, NAME)
    return Chosen(_stored(json.loads(kept[0])), kept[1]) if kept else Chosen(Choices(deals=default_deals(here)), 0)


def default_deals(here: World) -> dict[str, From]:
    """A deal won, where there is such a type, else every type that a rule of results rewards."""
    if DEAL in here.types:
        return {DEAL: From()}
    rules = here.plans[-1].plan.rules if here.plans else ()
    rewarded = {key for rule in rules if rule.category is Category.OUTCOME for key in rule.activities}
    return {key: From() for key in sorted(rewarded & here.types.keys())}


def choose(database: Database, actor: Actor, document: object, *, revision: int, now: int | None = None) -> Chosen:
    """From now on this is celebrated; what was told already stays. revision: of the choices that were looked at.

    Raises Invalid, Conflict where somebody else chose meanwhile, Forbidden.
    """
    with writing(database, actor, Act.CELEBRATE, now=now) as desk:
        wanted = read(document, desk.world)
        text = json.dumps(wanted.document(), ensure_ascii=False, sort_keys=True)
        if not rows.set_state_at(desk.session, NAME, text, revision=revision):
            raise Conflict(STALE, code="changed_meanwhile")
        desk.touch_directory()
        desk.audit("choose celebrations", "feed", wanted.document())
        return Chosen(wanted, revision + 1)


# reading a document ---------------------------------------------------------------------------------------------------------------


def read(document: object, here: World) -> Choices:
    """The choices that a document states. Raises Invalid for the first mistake."""
    fields = _object(document, "choices", {"deals", "leaders", "gained", "period_over"})
    leaders = _object(fields.get("leaders", {}), "leaders", {"periods", "company", "teams"})
    company = leaders.get("company", True)
    if not isinstance(company, bool):
        raise Invalid(f"leaders.company must be true or false, not {shown(company)}", field="leaders.company")
    return Choices(
        deals={key: _deal(least, key, here) for key, least in _object(fields.get("deals", {}), "deals").items()},
        leaders=_periods(leaders.get("periods", []), "leaders.periods"),
        company=company,
        team_level=_level(leaders.get("teams", 0)),
        gained=_whole(_object(fields.get("gained", {}), "gained", {"places"}).get("places"), "places", MOST_PLACES),
        period_over=_periods(fields.get("period_over", []), "period_over"),
    )


def _stored(document: Mapping[str, Any]) -> Choices:
    """As `read`, of what was read once: types may be gone by now."""
    leaders, deals = document["leaders"], document["deals"]
    return Choices(
        deals={key: From(_optional_amount(least.get("from_amount")), least.get("from_points")) for key, least in deals.items()},
        leaders=tuple(leaders["periods"]),
        company=leaders["company"],
        team_level=None if leaders["teams"] == "all" else leaders["teams"],
        gained=document["gained"]["places"],
        period_over=tuple(document["period_over"]),
    )


def _object(value: object, field_name: str, known: set[str] | None = None) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise Invalid(f"{field_name} must be an object of names and values, not {shown(value)}", field=field_name)
    if known is not None:
        no_others(value, frozenset(known))
    return value


def _deal(value: object, key: str, here: World) -> From:
    if key not in here.types:
        raise Invalid(f"no activity type has the key {shown(key)}: choose another one", field=f"deals.{shown(key)}")
    least = _object(value, f"deals.{key}", {"from_amount", "from_points"})
    return From(_optional_amount(least.get("from_amount")), _whole(least.get("from_points"), "points", MOST_POINTS))


def _optional_amount(value: object) -> int | None:
    if value is None or value == "":
        return None
    found = amount_e4(value, "amount")
    if found <= 0:
        raise Invalid("amount must be more than 0: leave it empty for any amount", field="amount")
    return found


def _whole(value: object, field_name: str, most: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
        return value
    raise Invalid(f"{field_name} must be a whole number from 1 to {most}, or empty, not {shown(value)}", field=field_name)


def _level(value: object) -> int | None:
    if value == "all":
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_LEVELS:
        return value
    raise Invalid(f"leaders.teams must be all, 0 for none or a level from 1 to {MOST_LEVELS}, not {shown(value)}", field="leaders.teams")


def _periods(value: object, field_name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or any(one not in PERIODS for one in value):
        raise Invalid(f"{field_name} must be a list of {', '.join(PERIODS)}, not {shown(value)}", field=field_name)
    return tuple(period for period in PERIODS if period in value)

"""What is celebrated is the managers' choice."""

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.errors import Conflict, Forbidden, Invalid
from services.feed import choices, trying
from services.feed.choices import Choices, From
from services.feed.kinds import Kind
from services.world import world
from tests.promises.history import act, at, found, send
from tests.services.feed.stories import BOSS, PLAN, done, standing

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def read(database: Database, document: object) -> Choices:
    with database.read() as session:
        return choices.read(document, world(database, session))


def test_until_somebody_chooses_what_results_reward_is_celebrated(database: Database) -> None:
    found(database, PLAN)
    known = choices.choices(database, BOSS)
    assert (set(known.choices.deals), known.revision) == ({"deal"}, 0)


def test_what_was_chosen_stands(database: Database) -> None:
    found(database, PLAN)
    document = {
        "deals": {"deal": {"from_amount": "1000.50"}, "bonus": {"from_points": 80}},
        "leaders": {"periods": ["quarter", "week"], "company": False, "teams": "all"},
        "gained": {"places": None},
        "period_over": ["month"],
    }
    chosen = choices.choose(database, BOSS, document, revision=0)
    assert chosen == choices.choices(database, BOSS)
    wanted = {"deal": From(10_005_000, None), "bonus": From(None, 80)}
    assert chosen.choices == Choices(wanted, ("week", "quarter"), False, None, None, ("month",))
    assert read(database, chosen.choices.document()) == chosen.choices


def test_who_chose_on_an_older_choice_is_told_and_nothing_is_lost(database: Database) -> None:
    found(database, PLAN)
    choices.choose(database, BOSS, {"deals": {"bonus": {}}}, revision=0)
    for revision in (0, 2):
        with pytest.raises(Conflict) as refused:
            choices.choose(database, BOSS, {"deals": {}}, revision=revision)
        assert refused.value.code == "changed_meanwhile"
    assert set(choices.choices(database, BOSS).choices.deals) == {"bonus"}


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ([], None),
        ({"sales": {}}, "sales"),
        ({"deals": {"nothing": {}}}, "deals.nothing"),
        ({"deals": {"deal": {"from_amount": "much"}}}, "amount"),
        ({"deals": {"deal": {"from_amount": "0"}}}, "amount"),
        ({"deals": {"deal": {"from_points": 0}}}, "points"),
        ({"deals": {"deal": {"from_points": True}}}, "points"),
        ({"leaders": {"periods": ["year"]}}, "leaders.periods"),
        ({"leaders": {"teams": 10}}, "leaders.teams"),
        ({"leaders": {"company": "yes"}}, "leaders.company"),
        ({"gained": {"places": -1}}, "places"),
        ({"period_over": "week"}, "period_over"),
    ],
)
def test_a_mistake_is_refused_by_its_field(database: Database, document: object, field: str | None) -> None:
    found(database, PLAN)
    with pytest.raises(Invalid) as refused:
        read(database, document)
    assert refused.value.field == (field or "choices")


def test_only_managers_choose(database: Database) -> None:
    found(database, PLAN)
    for role in (Role.EMPLOYEE, Role.SCREEN):
        with pytest.raises(Forbidden):
            choices.choose(database, Actor("user:x", role=role), {}, revision=0)


def test_trying_tells_what_the_last_week_would_have_told_and_writes_nothing(database: Database) -> None:
    found(database, PLAN)
    for number, who in enumerate(("E1", "E2", "E2", "E1", "E1"), 1):
        done(database, number, "deal", who, number)
    send(database, [act(9, "visit", 30)], hours=30)
    chosen = choices.choices(database, COMMAND_LINE).choices.document()
    tried = trying.tried(database, BOSS, chosen, now=at(50))
    assert tried.counts == {Kind.DEAL: 5, Kind.LEADER: 2, Kind.GAINED: 0, Kind.PERIOD_OVER: 0}
    assert [(item.kind, item.name) for item in tried.examples] == [(Kind.DEAL, "E1"), (Kind.LEADER, "E1"), (Kind.DEAL, "E1")]
    assert trying.tried(database, BOSS, chosen | {"deals": {}, "leaders": {}}, now=at(50)).total == 0
    assert standing(database) == []

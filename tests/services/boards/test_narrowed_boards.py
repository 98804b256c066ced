"""Boards of a category or an activity type: of the points that the ledger holds for it, whatever happened to them since."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from db.engine import Database
from scoring.periods import PeriodKind, day_date
from scoring.plan import HolderKind
from services.access import COMMAND_LINE
from services.activities.reversing import reverse
from services.boards import tallies
from services.boards.breaking_down import breakdown
from services.boards.entry_lines import entry_lines
from services.boards.narrowing import offered
from services.errors import Invalid, Unknown
from services.ledger.rebuilding import rebuild
from services.people import people
from services.plans import planning
from services.tuning import rescoring
from tests.promises.history import act, at, close_through, found, rule, second, send
from tests.services.boards.naive import NOW, board, scores, summed, summed_by_team
from tests.services.tuning.replays import plain

CATEGORIES = [f"category:{name}" for name in ("behaviour", "outcome", "quality", "team", "challenge")]
TYPES = [f"type:{name}" for name in ("visit", "deal", "help", "win")]
SPANS: list[dict[str, Any]] = [
    {"period": "month", "on": dt.date(2026, 1, 9)},
    {"period": "week", "on": dt.date(2026, 1, 14)},
    {"period": "all"},
    {"period": "custom", "first": dt.date(2026, 1, 7), "last": dt.date(2026, 1, 15)},
]


def days(asked: dict[str, Any]) -> tuple[int, int]:
    return {"month": (20_454, 20_485), "week": (20_465, 20_472), "all": (0, 40_000), "custom": (20_460, 20_469)}[asked["period"]]


@pytest.mark.parametrize("span", SPANS, ids=lambda span: str(span["period"]))
def test_categories_add_up_to_all_points(versions: Database, span: dict[str, Any]) -> None:
    for subject in ("employees", "teams"):
        total: dict[str, int] = {}
        for by in CATEGORIES:
            for code, score in scores(board(versions, subject, by=by, **span)).items():
                total[code] = total.get(code, 0) + score
        assert total == scores(board(versions, subject, **span))


@pytest.mark.parametrize("span", SPANS, ids=lambda span: str(span["period"]))
def test_a_narrowed_board_is_the_ledger_row_by_row(versions: Database, span: dict[str, Any]) -> None:
    assert_as_the_ledger(versions, [span], CATEGORIES[:2] + TYPES)


@pytest.mark.parametrize("span", SPANS, ids=lambda span: str(span["period"]))
def test_the_entries_of_a_number_add_up_to_it(versions: Database, span: dict[str, Any]) -> None:
    for by in (*CATEGORIES[:2], *TYPES, None):
        assert_entries_add_up(versions, span, by)


def assert_entries_add_up(database: Database, span: dict[str, Any], by: str | None) -> None:
    """What a board says of somebody is what the entries come to that its row leads to."""
    bounds = dict(zip(("from_on", "to_on"), (day_date(day) for day in days(span)), strict=True))
    for code, score in scores(board(database, by=by, **span)).items():
        asked: dict[str, Any] = {**bounds, "by": by, "now": NOW}
        lines = entry_lines(database, COMMAND_LINE, HolderKind.EMPLOYEE, code, limit=1000, **asked).items
        whole = breakdown(database, COMMAND_LINE, HolderKind.EMPLOYEE, code, **asked)
        assert (sum(line.score for line in lines), whole.score, whole.entries) == (score, score, len(lines)), (code, span, by)


def assert_as_the_ledger(database: Database, spans: list[dict[str, Any]], narrowings: list[str]) -> None:
    for span in spans:
        for by in narrowings:
            people_of = {code: score for code, score in scores(board(database, by=by, **span)).items() if score}
            assert people_of == {code: score for code, score in summed(database, days(span), by).items() if score}, (span, by)
            assert scores(board(database, "teams", by=by, **span)) == summed_by_team(database, days(span), by), (span, by)


@pytest.fixture(params=["sqlite", "postgres"])
def lively(request: pytest.FixtureRequest, lived: Callable[[str], str]) -> Iterator[tuple[Database, Database]]:
    """Two processes on one database in which four weeks have been lived."""
    url = lived(request.param)
    opened = Database.open(url), Database.open(url)
    yield opened
    for database in opened:
        database.close()


def test_a_kept_tally_follows_the_ledger_in_every_process(lively: tuple[Database, Database]) -> None:
    """Each step changes what counts for whom; the first process looks after every one, the second only now and then."""
    writer, other = lively
    spans, narrowings = [SPANS[0], SPANS[2]], ["category:behaviour", "category:outcome", "type:deal"]
    moved = {"team": "WEST", "team_from": "2026-01-16"}
    plan = {**second(), "rules": [r | ({"category": "outcome", "weight": 3} if r["key"] == "visit" else {}) for r in second()["rules"]]}

    def steps() -> Iterator[object]:
        yield send(
            writer, [act(900 + n, "deal", 200, employee="E2", customer="C9" if n else "C1", amount="9") for n in range(2)], hours=520
        )
        yield reverse(writer, COMMAND_LINE, "test", "a130", reason="gone", now=at(521))
        yield send(writer, [act(910, "visit", 20, employee="E4")], hours=522)  # its day is closed
        yield people.put_employee(writer, COMMAND_LINE, "E2", moved, now=at(523))
        yield people.put_employee(writer, COMMAND_LINE, "E9", {"name": "E9", "team": "WEST"}, now=at(524))
        yield send(writer, [act(920, "visit", 480, employee="E9")], hours=525)
        yield planning.publish(writer, COMMAND_LINE, plan, reason="again", effective_from=dt.date(2026, 1, 13), now=at(526))
        yield rescoring.rescore(writer, COMMAND_LINE, period=PeriodKind.WEEK, on=dt.date(2026, 1, 20), reason="fair", now=at(527))
        yield reverse(writer, COMMAND_LINE, "test", "a210", reason="gone", now=at(528))
        yield rebuild(writer, COMMAND_LINE)

    assert_as_the_ledger(writer, spans, narrowings)
    assert_as_the_ledger(other, spans, narrowings)
    for number, _ in enumerate(steps()):
        assert_as_the_ledger(writer, spans, narrowings)
        if number % 3 == 2:
            assert_as_the_ledger(other, spans, narrowings)
    assert_as_the_ledger(other, spans, narrowings)
    for by in narrowings:
        assert_entries_add_up(writer, SPANS[0], by)


@pytest.fixture
def shop(database: Database) -> Database:
    """Two categories; one rule pays two types."""
    both = {**rule("both", "visit", "behaviour", award={"to": "employee", "points": 4}), "activity": ["visit", "call"]}
    found(database, plain(both, rule("deal", "deal", "outcome", award={"to": "employee", "points": 50})))
    send(database, [act(1, "visit", 0), act(2, "call", 1), act(3, "deal", 2), act(4, "call", 3, employee="E2")], hours=10)
    return database


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_rule_that_pays_two_types_counts_for_each(shop: Database) -> None:
    assert scores(board(shop, by="type:visit"))["E1"] == 4
    assert scores(board(shop, by="type:call")) == {"E1": 4, "E2": 4, "E3": 0, "E4": 0, "E5": 0, "E6": 0}
    assert_entries_add_up(shop, SPANS[0], "type:call")
    assert [(row["rank"], row["code"]) for row in board(shop, by="type:call").frame.head(3).to_dicts()] == [(1, "E1"), (1, "E2"), (3, "E3")]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_change_is_against_the_same_board_before(shop: Database) -> None:
    send(shop, [act(10, "deal", 24 * 30, employee="E2"), act(11, "visit", 24 * 30, employee="E3")], hours=800)
    later = board(shop, by="category:outcome", period="custom", first=dt.date(2026, 2, 1), last=dt.date(2026, 2, 28), now=at(800))
    assert later.frame.select("code", "change").row(0) == ("E2", 1)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_is_offered_is_what_a_plan_pays_for(shop: Database) -> None:
    choices = offered(shop, COMMAND_LINE)
    assert choices.categories == ("behaviour", "outcome")
    assert [kind.key for kind in choices.types] == ["visit", "deal", "call"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("by", ["visit", "category:luck", "colour:red"])
def test_a_narrowing_that_is_none_is_refused(shop: Database, by: str) -> None:
    with pytest.raises(Invalid):
        board(shop, by=by)
    for read in (breakdown, entry_lines):
        with pytest.raises(Invalid):
            read(shop, COMMAND_LINE, HolderKind.EMPLOYEE, "E1", by=by)
    with pytest.raises(Unknown):
        board(shop, by="type:unheard_of")
    with pytest.raises(Invalid):
        board(shop, "customers", by="category:outcome")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_few_tallies_are_kept_and_stay_small(shop: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "MOST_TALLIES", 3)
    monkeypatch.setattr(tallies, "SLACK", 4)
    for day in range(10):
        board(shop, by="category:outcome", period="day", on=dt.date(2026, 1, 5 + day))
    for number in range(20, 40):
        send(shop, [act(number, "visit", 5)], hours=20)
        assert scores(board(shop, by="category:behaviour"))["E1"] == summed(shop, by="category:behaviour")["E1"]
    kept = shop.memory["tallies"].places
    assert len(kept) <= 3
    assert all(place.tally.frame.height <= 20 for place in kept.values())


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_closed_period_keeps_its_points(shop: Database) -> None:
    close_through(shop, dt.date(2026, 1, 31))
    send(shop, [act(30, "deal", 20, employee="E5")], hours=800)  # booked in February
    assert scores(board(shop, by="category:outcome", on=dt.date(2026, 1, 31), now=at(800)))["E5"] == 0
    assert scores(board(shop, by="category:outcome", on=dt.date(2026, 2, 1), now=at(800)))["E5"] == 50

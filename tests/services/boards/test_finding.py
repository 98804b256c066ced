"""Finding somebody on a board: by what stands there, with those beside them, as far as the reader may see."""

import pytest

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE, Actor, Role
from services.boards.boards import ranked
from services.boards.finding import Found, find, find_customers, readable
from services.errors import Forbidden
from services.people import customers, naming, people
from tests.promises.history import act, found, send
from tests.services.boards.test_boards import PLAN
from tests.services.boards.test_page_boards import NOW, user

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
NAMES = {"E1": "Ann Li", "E2": "Li Wei", "E3": "Oliver Stone", "E4": "欧阳", "E5": "Bob", "E6": "Zoe"}


@pytest.fixture
def acme(database: Database) -> Database:
    """Six employees in the order of their codes."""
    found(database, PLAN)
    people.put_employees(database, COMMAND_LINE, [{"code": code, "name": name} for code, name in NAMES.items()])
    send(database, [act(10 * n + times, employee=f"E{n}", hours=24 * times) for n in range(1, 6) for times in range(6 - n)])
    return database


def look(database: Database, text: str, *, me: str | None = None, language: str = "en") -> Found:
    board = ranked(database, COMMAND_LINE, subject="employees", period="all", now=NOW)
    return find(board, text, language, me=me, my_name=NAMES[me] if me else None)


def codes(met: Found) -> list[list[str]]:
    return [[row.code for row in group] for group in met.groups]


def test_a_part_of_a_name_finds_its_place_with_those_beside_it(acme: Database) -> None:
    assert (codes(look(acme, "OLIVER")), look(acme, "oliver").codes) == ([["E2", "E3", "E4"]], {"E3"})
    assert codes(look(acme, "阳")) == [["E3", "E4", "E5"]]
    assert codes(look(acme, "zoe")) == [["E5", "E6"]], "nobody stands below"
    assert look(acme, " e5 ").codes == {"E5"}, "by the code as a whole"


def test_neighbours_stand_once(acme: Database) -> None:
    met = look(acme, "li")
    assert (codes(met), met.codes, met.more) == ([["E1", "E2", "E3", "E4"]], {"E1", "E2", "E3"}, 0)


def test_who_begins_so_comes_before_who_has_it_somewhere(acme: Database) -> None:
    board = ranked(acme, COMMAND_LINE, subject="employees", period="all", now=NOW)
    met = find(board, "li", "en", most=1)
    assert (met.codes, met.more) == ({"E2"}, 2)
    assert find(board, "li", "en", most=2).codes == {"E1", "E2"}


@pytest.mark.parametrize("text", ["nobody", "  ", "%", "x" * 500])
def test_nobody_is_found_where_there_is_nobody(acme: Database, text: str) -> None:
    assert (look(acme, text).groups, look(acme, text).more) == ((), 0)


def test_who_stands_as_a_number_is_found_by_the_number_alone(acme: Database) -> None:
    organising.change(acme, COMMAND_LINE, {"may_be_unnamed": True})
    naming.choose(acme, user(acme, Role.EMPLOYEE, "E3"), unnamed=True)
    assert look(acme, "oliver").codes == look(acme, "E3").codes == frozenset()
    assert look(acme, "member 1").codes == look(acme, "成员1", language="zh").codes == {"E3"}
    assert look(acme, "oliver", me="E3").codes == {"E3"}, "by themself"


def test_customers_are_found_as_far_as_the_reader_may(acme: Database) -> None:
    customers.put_customers(acme, COMMAND_LINE, [{"code": f"C{n}", "name": f"Shop {n}"} for n in range(1, 6)])
    send(acme, [act(200 + n, "deal", employee=f"E{n}", customer=f"C{n}", amount=f"{n}0") for n in range(1, 6)])
    for actor, seen in ((COMMAND_LINE, {"C2"}), (user(acme, Role.EMPLOYEE, "E2"), {"C2"}), (user(acme, Role.EMPLOYEE, "E1"), set())):
        board = ranked(acme, actor, subject="customers", period="all", now=NOW)
        assert find_customers(acme, actor, board, "Shop 2", now=NOW).codes == seen
    board = ranked(acme, COMMAND_LINE, subject="customers", period="all", now=NOW)
    with pytest.raises(Forbidden):
        find_customers(acme, Actor("user:s", role=Role.SCREEN), board, "Shop", now=NOW)


def test_rows_lead_further_for_whom_the_reader_reaches(acme: Database) -> None:
    assert readable(acme, COMMAND_LINE) is None
    assert readable(acme, user(acme, Role.MANAGER)) is None
    assert readable(acme, user(acme, Role.MANAGER, None, "WEST"), now=NOW) == {"E5", "E6"}
    assert readable(acme, user(acme, Role.EMPLOYEE, "E2"), now=NOW) == {"E2"}
    assert readable(acme, Actor("user:x", role=Role.EMPLOYEE)) == frozenset()

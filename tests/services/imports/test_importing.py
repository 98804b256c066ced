"""Files go in once and for ever, whole or interrupted, and give the points that a pencil gives."""

import csv
import datetime as dt
import gzip
import math
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
import yaml

from db.engine import Database
from db.rehearsal import rehearsal
from services.access import COMMAND_LINE, Actor, Scope
from services.activities.catalogue import put_type
from services.beginning.setting_up import initialise
from services.boards.standings import board
from services.errors import Forbidden, NotReady
from services.imports.importing import Counts, import_activities, import_customers, import_people
from services.imports.rejections import rejections
from services.imports.tables.mapping import MappingInvalid
from services.imports.tables.reading import TableUnreadable
from services.people.customers import get_customer, put_customers
from services.people.people import get_employee, put_employees, put_team

ROOT = Path(__file__).resolve().parents[3]
CONFIG = ROOT / "config"
DATA = ROOT.parent / "shared" / "data"
real_data = pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not beside the project, in ../shared/data")

NORTHWIND = DATA / "northwind" / "order_lines.csv"
BASKETS = DATA / "complete_journey" / "transactions_sample.csv.gz"
COUPONS = DATA / "complete_journey" / "coupon_redemptions.csv"
TABLES = [
    *("activity", "ledger_entry", "account", "employee", "customer", "membership", "activity_type", "source", "actor"),
    *("audit", "limit_use", "account_balance", "lot", "employee_standing", "team_snapshot"),
]
HEADER = "type,source,external_id,occurred_at,employee,customer,amount"
PLAN = {
    "name": "Visits",
    "rules": [
        {
            "key": "visit",
            "activity": "visit",
            "category": "behaviour",
            "award": {"to": "employee", "points": 5},
            "limits": [{"per": "day", "times": 2}],
        }
    ],
}


def plan(name: str) -> object:
    return yaml.safe_load((CONFIG / "plans" / f"{name}.yaml").read_text(encoding="utf-8"))


def mapping(name: str) -> Path:
    return CONFIG / "mappings" / f"{name}.yaml"


def found(database: Database, first_plan: object = PLAN, timezone: str = "Asia/Shanghai") -> Database:
    """The database with an organisation, and a plan in force."""
    initialise(database, COMMAND_LINE, name="Test", timezone=timezone, currency="USD", first_plan=first_plan)
    return database


@pytest.fixture
def shop(database: Database) -> Database:
    """Two employees and two customers, and points for visits: two a day."""
    found(database)
    put_employees(database, COMMAND_LINE, [{"code": code, "name": code} for code in ("E1", "E2")])
    put_customers(database, COMMAND_LINE, [{"code": code, "name": code} for code in ("C1", "C2")])
    return database


def entries(database: Database) -> list[tuple[Any, ...]]:
    """The ledger, but for when it was written."""
    sql = (
        "SELECT a.kind, a.code, l.kind, l.score, l.balance, v.external_id, l.rule_id, l.occurred_at, l.booked_on, "
        "l.reason FROM ledger_entry l JOIN account a ON a.id = l.account_id JOIN activity v ON v.id = l.activity_id "
        "ORDER BY l.id"
    )
    with database.read() as session:
        return [tuple(row) for row in session.rows(sql)]


def sizes(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {table: session.value(f"SELECT COUNT(*) FROM {table}") for table in TABLES}


def scores(database: Database, subject: str, period: str, on: dt.date) -> dict[str, int]:
    shown, cursor = {}, None
    while True:
        page = board(database, COMMAND_LINE, subject=subject, period=period, on=on, limit=1000, cursor=cursor)
        shown |= {row.code: int(row.score) for row in page.rows}
        cursor = page.next_cursor
        if cursor is None:
            return shown


def nonzero(points: dict[str, int]) -> dict[str, int]:
    return {code: score for code, score in points.items() if score}


def written(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def rejected_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


# real data, counted again in plain Python -----------------------------------------------------------------------------


def northwind_points(month: str = "") -> tuple[dict[str, int], dict[str, int]]:
    """Of employees and customers, of one month or of all time."""
    with NORTHWIND.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    orders = {line["OrderID"]: line for line in reversed(lines)}
    value: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        value[line["OrderID"]] += Decimal(line["LineTotal"])
    employees: dict[str, int] = defaultdict(int)
    customers: dict[str, int] = defaultdict(int)
    weeks: Counter[tuple[str, int, int]] = Counter()
    for number, order in sorted(orders.items(), key=lambda item: (item[1]["OrderDate"], int(item[0]))):
        week = (order["EmployeeID"], *dt.date.fromisoformat(order["OrderDate"]).isocalendar()[:2])
        weeks[week] += 1
        if order["OrderDate"].startswith(month):
            employees[order["EmployeeID"]] += 5 * (weeks[week] <= 3) + int(value[number] / 100)
            customers[order["CustomerID"]] += int(value[number] / 10)
        if order["ShippedDate"] > order["RequiredDate"] and order["ShippedDate"].startswith(month):
            employees[order["EmployeeID"]] -= 10
    return dict(employees), dict(customers)


def baskets(month: str = "") -> dict[str, int]:
    zone, value, began = ZoneInfo("America/New_York"), defaultdict(Decimal), {}
    with gzip.open(BASKETS, "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            key = line["household_id"], line["basket_id"]
            value[key] += Decimal(line["sales_value"])
            at = dt.datetime.fromisoformat(line["transaction_timestamp"])
            began[key] = min(began.get(key, at), at)
    points: dict[str, int] = defaultdict(int)
    for key, amount in value.items():
        exact = amount == round(amount, 4)  # a spreadsheet once left 4.440892e-16 in a basket, which is refused whole
        if exact and f"{began[key].astimezone(zone):%Y-%m-%d}".startswith(month):
            points[key[0]] += math.floor(amount)
    return dict(points)


def coupons(month: str = "") -> dict[str, int]:
    """Three a week, and the same coupon once a week."""
    with COUPONS.open(encoding="utf-8-sig", newline="") as file:
        lines = sorted(csv.DictReader(file), key=lambda line: line["redemption_date"])
    points: dict[str, int] = defaultdict(int)
    used: Counter[tuple[object, ...]] = Counter()
    for line in lines:
        week = (line["household_id"], *dt.date.fromisoformat(line["redemption_date"]).isocalendar()[:2])
        if used[week] < 3 and not used[*week, line["coupon_upc"]]:
            used.update([week, (*week, line["coupon_upc"])])
            points[line["household_id"]] += 5 * line["redemption_date"].startswith(month)
    return dict(points)


@real_data
def test_northwind_gives_what_a_pencil_gives(database: Database) -> None:
    found(database, plan("northwind"), "America/Los_Angeles")
    counts = import_activities(database, COMMAND_LINE, NORTHWIND, mapping=mapping("northwind"))
    assert counts == Counts(accepted=830 + 37)
    for month, period, on in [("", "all", dt.date(1998, 5, 6)), ("1997-06", "month", dt.date(1997, 6, 15))]:
        employees, customers = northwind_points(month)
        assert nonzero(scores(database, "employees", period, on)) == nonzero(employees)
        assert nonzero(scores(database, "customers", period, on)) == nonzero(customers)
    before, stood = sizes(database), entries(database)
    again = import_activities(database, COMMAND_LINE, NORTHWIND, mapping=mapping("northwind"))
    assert again == Counts(duplicates=830 + 37)
    assert entries(database) == stood
    assert {**sizes(database), "audit": before["audit"]} == before


@real_data
def test_complete_journey_gives_what_a_pencil_gives(database: Database) -> None:
    found(database, plan("complete_journey"), "America/New_York")
    bought = import_activities(database, COMMAND_LINE, BASKETS, mapping=mapping("complete_journey"))
    handed_in = import_activities(database, COMMAND_LINE, COUPONS, mapping=mapping("complete_journey_redemptions"), chunk=500)
    assert handed_in.accepted + handed_in.duplicates == 2102
    assert (bought.rejected, bought.duplicates, handed_in.rejected) == (1, 0, 0)
    for month, period, on in [("", "all", dt.date(2017, 12, 31)), ("2017-03", "month", dt.date(2017, 3, 8))]:
        expected = Counter(baskets(month)) + Counter(coupons(month))
        assert nonzero(scores(database, "customers", period, on)) == nonzero(expected)
    again = import_activities(database, COMMAND_LINE, BASKETS, mapping=mapping("complete_journey"))
    assert again == Counts(duplicates=bought.accepted, rejected=1)


class Interrupted(Exception):
    """Somebody pressed Ctrl+C."""


@real_data
def test_an_import_that_is_interrupted_and_repeated_ends_as_one_at_a_stretch(database: Database, sqlite_databases: Any) -> None:
    def interrupt(done: int, of: int) -> None:
        if 200 <= done < of:
            raise Interrupted

    found(database, plan("northwind"), "America/Los_Angeles")
    with pytest.raises(Interrupted):
        import_activities(database, COMMAND_LINE, NORTHWIND, mapping=mapping("northwind"), progress=interrupt, chunk=100)
    assert sizes(database)["activity"] == 200
    counts = import_activities(database, COMMAND_LINE, NORTHWIND, mapping=mapping("northwind"), chunk=100)
    assert counts == Counts(accepted=667, duplicates=200)

    other = found(Database.open(sqlite_databases()), plan("northwind"), "America/Los_Angeles")
    import_activities(other, COMMAND_LINE, NORTHWIND, mapping=mapping("northwind"))
    assert entries(database) == entries(other)
    other.close()


# one file after another -----------------------------------------------------------------------------------------------


def test_what_happened_first_counts_first_wherever_it_stands_in_the_file(shop: Database, tmp_path: Path) -> None:
    file = written(
        tmp_path / "visits.csv",
        HEADER,
        *(f"visit,crm,{n},2026-03-02T{hour:02d}:00,E1,C1," for n, hour in enumerate([18, 17, 9, 8])),
    )
    import_activities(shop, COMMAND_LINE, file, chunk=1)
    assert [entry[5] for entry in entries(shop)] == ["3", "2"]


def test_rejected_rows_stand_in_the_errors_file_in_the_order_of_the_file(shop: Database, tmp_path: Path) -> None:
    file = written(
        tmp_path / "visits.csv",
        HEADER,
        "visit,crm,1,2026-03-02T10:00,E1,C1,",
        "visit,crm,2,2026-03-01,E9,C1,",
        "visit,crm,3",
        "visit,crm,4,yesterday,E1,C1,",
        "nothing,crm,5,2026-03-02,E1,C1,",
        "visit,crm,6,2026-03-02,E1,C1,1e3",
        "visit,crm,7,2026-03-02,E1,C9,1.5",
        "visit,crm,1,2026-03-02T10:00,E1,C1,7",
        "visit,crm,1,2026-03-02T10:00,E1,C1,",
    )
    errors = tmp_path / "errors.csv"
    counts = import_activities(shop, COMMAND_LINE, file, errors=errors)
    assert counts == Counts(accepted=1, duplicates=1, rejected=7)
    rows = rejected_rows(errors)
    assert rows[0] == ["line", "field", "reason"]
    assert [(int(line), field) for line, field, _ in rows[1:]] == [
        (3, "employee"),
        (4, ""),
        (5, "occurred_at"),
        (6, "type"),
        (7, "amount"),
        (8, "customer"),
        (9, "external_id"),
    ]
    assert rows[2][2] == "the row has 3 cells and the header 7"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_cell_of_the_errors_file_is_never_a_formula(tmp_path: Path) -> None:
    errors = tmp_path / "errors.csv"
    with rejections(errors, of=tmp_path / "people.csv") as rejected:
        rejected += [(3, "=a", "+b"), (2, "-c", '@d, "e"\n汉')]
    assert rejected_rows(errors)[1:] == [["2", "'-c", '\'@d, "e"\n汉'], ["3", "'=a", "'+b"]]


def test_without_rejected_rows_the_errors_file_is_its_header(shop: Database, tmp_path: Path) -> None:
    file = written(tmp_path / "visits.csv", HEADER, "visit,crm,1,2026-03-02,E1,C1,")
    errors = written(tmp_path / "errors.csv", "what the last import left")
    import_activities(shop, COMMAND_LINE, file, errors=errors)
    assert errors.read_text(encoding="utf-8") == "line,field,reason\n"


def test_errors_that_could_not_be_written_are_told_before_anything_is_imported(shop: Database, tmp_path: Path) -> None:
    file = written(tmp_path / "visits.csv", HEADER, "visit,crm,1,2026-03-02,E1,C1,")
    before = sizes(shop)
    for errors in (tmp_path / "nowhere" / "errors.csv", tmp_path, file):
        with pytest.raises(TableUnreadable, match="The errors cannot be written"):
            import_activities(shop, COMMAND_LINE, file, errors=errors)
    assert sizes(shop) == before


MADE = [
    "编号,负责人,客户,时间",
    "1,王小明,客户甲,2026-03-02 10:00",
    "2,王小明,客户乙,2026-03-02 11:00",
    "3,,,2026-03-02 12:00",
]
CHINESE = {
    "source": "crm",
    "date_format": "%Y-%m-%d %H:%M",
    "activities": [{"type": "visit", "external_id": "编号", "occurred_at": "时间", "employee": "负责人", "customer": "客户"}],
    "create": ["employees", "customers", "activity_types"],
}


def saved(path: Path, document: object) -> Path:
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return path


def test_a_gb18030_file_makes_whom_it_names(shop: Database, tmp_path: Path) -> None:
    file = written(tmp_path / "export.csv", *MADE, encoding="gb18030")
    counts = import_activities(shop, COMMAND_LINE, file, mapping=saved(tmp_path / "m.yaml", CHINESE))
    assert counts == Counts(accepted=2, rejected=1)
    assert get_employee(shop, COMMAND_LINE, "王小明")["name"] == "王小明"
    assert scores(shop, "employees", "all", dt.date(2026, 3, 2))["王小明"] == 10


def test_a_workbook_gives_what_the_same_csv_gives(shop: Database, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "export.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, MADE[0].split(","))
        sheet.write_row(1, 0, [1, "王小明", "客户甲"])
        sheet.write_datetime(1, 3, dt.datetime(2026, 3, 2, 10), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    mapped = saved(tmp_path / "m.yaml", CHINESE)
    assert import_activities(shop, COMMAND_LINE, tmp_path / "export.xlsx", mapping=mapped) == Counts(accepted=1)
    same = written(tmp_path / "export.csv", *MADE[:2])
    assert import_activities(shop, COMMAND_LINE, same, mapping=mapped) == Counts(duplicates=1)


@pytest.mark.parametrize("creates", [[], ["employees"], ["customers"], ["employees", "customers", "activity_types"]])
def test_only_what_the_mapping_allows_is_made_and_only_for_right_rows(shop: Database, tmp_path: Path, creates: list[str]) -> None:
    put_type(shop, COMMAND_LINE, "visit", {"requires": ["customer"]})
    file = written(tmp_path / "export.csv", *MADE, "4,李雷,,2026-03-02 12:00", "5,E1,客户丙,never", "6,E1,客户丁,2026-03-02 12:00")
    import_activities(shop, COMMAND_LINE, file, mapping=saved(tmp_path / "m.yaml", CHINESE | {"create": creates}))
    with shop.read() as session:
        codes = {code for (code,) in session.rows("SELECT code FROM account")} - {"E1", "E2", "C1", "C2"}
    made = {"[]": set(), "['employees']": set(), "['customers']": {"客户丁"}}
    assert codes == made.get(str(creates), {"王小明", "客户甲", "客户乙", "客户丁"})


@pytest.mark.parametrize(("creates", "accepted"), [(["employees"], 2), (["customers"], 1)])
def test_collaborators_are_made_as_employees_are(shop: Database, tmp_path: Path, creates: list[str], accepted: int) -> None:
    file = written(tmp_path / "a.csv", "id,who,by,at,buyer", "1,E1,E2|E8,2026-03-02,C1", "2,E1,E2,2026-03-02,C1")
    columns = {"external_id": "id", "occurred_at": "at", "employee": "who", "collaborators": "by", "customer": "buyer"}
    document = {"source": "crm", "activities": [{"type": "visit", **columns}], "create": creates}
    counts = import_activities(shop, COMMAND_LINE, file, mapping=saved(tmp_path / "m.yaml", document))
    assert counts == Counts(accepted=accepted, rejected=2 - accepted)
    assert sizes(shop)["employee"] == 1 + accepted


def test_a_row_that_is_rejected_for_its_collaborators_makes_no_customer(shop: Database, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", "id,who,by,at,buyer", "1,E1,E8,2026-03-02,C9")
    columns = {"external_id": "id", "occurred_at": "at", "employee": "who", "collaborators": "by", "customer": "buyer"}
    document = {"source": "crm", "activities": [{"type": "visit", **columns}], "create": ["customers"]}
    counts = import_activities(shop, COMMAND_LINE, file, mapping=saved(tmp_path / "m.yaml", document))
    assert (counts, sizes(shop)["customer"]) == (Counts(rejected=1), 2)


def test_a_type_that_cannot_be_made_is_a_mistake_of_the_mapping(shop: Database, tmp_path: Path) -> None:
    document = CHINESE | {"activities": [CHINESE["activities"][0] | {"type": "拜访"}]}  # type: ignore[index]
    before = sizes(shop)
    with pytest.raises(MappingInvalid, match="拜访"):
        import_activities(
            shop,
            COMMAND_LINE,
            written(tmp_path / "export.csv", *MADE),
            mapping=saved(tmp_path / "m.yaml", document),
        )
    assert sizes(shop) == before


def test_a_dry_run_says_what_would_become_of_every_row_and_stores_nothing(shop: Database, tmp_path: Path) -> None:
    stood = written(tmp_path / "one.csv", *MADE[:2])
    mapped = saved(tmp_path / "m.yaml", CHINESE)
    import_activities(shop, COMMAND_LINE, stood, mapping=mapped)
    file = written(tmp_path / "export.csv", *MADE, "1,王小明,客户乙,2026-03-02 10:00", "4,韩梅梅,客户戊,2026-03-03 10:00")
    before, errors = sizes(shop), tmp_path / "errors.csv"
    dry = import_activities(shop, COMMAND_LINE, file, mapping=mapped, dry_run=True, errors=errors, chunk=2)
    assert dry == Counts(accepted=2, duplicates=1, rejected=2)
    assert sizes(shop) == before
    assert [line for line, _, _ in rejected_rows(errors)[1:]] == ["4", "5"]
    assert import_activities(shop, COMMAND_LINE, file, mapping=mapped) == dry
    assert get_employee(shop, COMMAND_LINE, "韩梅梅")["name"] == "韩梅梅"


def break_off(stage: Database) -> None:
    with stage.write() as session:
        session.run("INSERT INTO source (name) VALUES ('crm')")
        raise Interrupted


def test_in_a_rehearsal_what_raises_leaves_nothing_behind_and_the_rest_is_seen_until_its_end(shop: Database) -> None:
    before = sizes(shop)
    with rehearsal(shop) as stage:
        put_employees(stage, COMMAND_LINE, [{"code": "E8", "name": "Ida"}])
        seen = sizes(stage)
        with pytest.raises(Interrupted):
            break_off(stage)
        assert (sizes(stage), seen["employee"]) == (seen, before["employee"] + 1)
    assert sizes(shop) == before


def test_an_interrupted_import_leaves_the_errors_file_as_it_was(shop: Database, tmp_path: Path) -> None:
    def interrupt(_done: int, _of: int) -> None:
        raise Interrupted

    file = written(tmp_path / "visits.csv", HEADER, "visit,crm,1,2026-03-02,E1,C1,")
    errors = written(tmp_path / "errors.csv", "what the last import left")
    with pytest.raises(Interrupted):
        import_activities(shop, COMMAND_LINE, file, errors=errors, progress=interrupt)
    assert errors.read_text(encoding="utf-8") == "what the last import left\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["errors.csv", "visits.csv"]


def test_what_waits_for_approval_is_accepted_and_pending(shop: Database, tmp_path: Path) -> None:
    put_type(shop, COMMAND_LINE, "audit", {"label": "Audit", "approval": True})
    file = written(tmp_path / "a.csv", HEADER, "audit,crm,1,2026-03-02,E1,,", "visit,crm,2,2026-03-02,E1,,")
    assert import_activities(shop, COMMAND_LINE, file) == Counts(accepted=2, pending=1)


def test_the_source_that_is_asked_for_stands_in_where_none_is_named(shop: Database, tmp_path: Path) -> None:
    file = written(
        tmp_path / "a.csv",
        "type,source,external_id,occurred_at,employee",
        "visit,,1,2026-03-02,E1",
        "visit,b,1,2026-03-02,E1",
    )
    assert import_activities(shop, COMMAND_LINE, file, source="a").accepted == 2
    mapped = saved(tmp_path / "m.yaml", CHINESE)
    import_activities(shop, COMMAND_LINE, written(tmp_path / "b.csv", *MADE[:2]), mapping=mapped, source="c")
    with shop.read() as session:
        assert {name for (name,) in session.rows("SELECT name FROM source")} == {"a", "b", "c"}


def test_who_may_not_record_may_not_import(shop: Database, tmp_path: Path) -> None:
    reader = Actor("key:reader", frozenset({Scope.POINTS_READ}))
    file = written(tmp_path / "a.csv", HEADER)
    with pytest.raises(Forbidden):
        import_activities(shop, reader, file)
    with pytest.raises(Forbidden):
        import_people(shop, reader, file)


def test_without_an_organisation_there_is_nothing_to_import_into(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NotReady):
        import_activities(database, COMMAND_LINE, written(tmp_path / "a.csv", HEADER))


# people and customers -------------------------------------------------------------------------------------------------

PEOPLE = (
    "code,name,team,joined_on,manager",
    "E3,Cem,EAST,2026-01-01,E4",
    "E4,Dee,EAST,2025-13-01,E5",
    "E5,Eva,EAST,2020-01-01,",
    "E6,Fay,NORTH,,",
    "E7,Gus,EAST,,E9",
    ",Hal,EAST,,",
    "E8,Ida,EAST,,E5",
    "E5,Eve,EAST,,",
)


@pytest.fixture
def east(shop: Database) -> Database:
    put_team(shop, COMMAND_LINE, "EAST", {"name": "East"})
    return shop


def test_people_may_refer_to_managers_who_are_listed_later(east: Database, tmp_path: Path) -> None:
    file = written(tmp_path / "p.csv", "code,name,manager", "E3,Cem,E4", "E6,Bad,E9", "E4,Dee,E5", "E5,Eva,")
    assert import_people(east, COMMAND_LINE, file) == Counts(accepted=3, rejected=1)
    assert get_employee(east, COMMAND_LINE, "E3")["manager"] == "E4"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_birthdays_of_people_are_read_with_and_without_a_year(east: Database, tmp_path: Path) -> None:
    file = written(tmp_path / "p.csv", "code,name,birthday", "E3,Cem,02-29", "E4,Dee,13.07.1990", "E5,Eva,31-02")
    assert import_people(east, COMMAND_LINE, file, date_format=["%d.%m.%Y"]) == Counts(accepted=2, rejected=1)
    assert [get_employee(east, COMMAND_LINE, code)["birthday"] for code in ("E3", "E4")] == ["02-29", "07-13"]


def test_a_bad_person_never_spoils_a_neighbour(east: Database, tmp_path: Path) -> None:
    errors = tmp_path / "errors.csv"
    counts = import_people(east, COMMAND_LINE, written(tmp_path / "p.csv", *PEOPLE), errors=errors)
    assert counts == Counts(accepted=3, rejected=5)
    assert [row[:2] for row in rejected_rows(errors)[1:]] == [
        ["2", "manager"],
        ["3", "joined_on"],
        ["5", "team"],
        ["6", "manager"],
        ["7", "code"],
    ]
    assert get_employee(east, COMMAND_LINE, "E8")["manager"] == "E5"
    assert get_employee(east, COMMAND_LINE, "E5")["name"] == "Eve"


def test_a_blank_cell_leaves_a_person_s_field_as_it_is(east: Database, tmp_path: Path) -> None:
    import_people(east, COMMAND_LINE, written(tmp_path / "p.csv", "code,name,team,email", "E3,Cem,EAST,cem@example.com"))
    import_people(east, COMMAND_LINE, written(tmp_path / "q.csv", "code,name,team,email", "E3,Cem Ak,,"))
    person = get_employee(east, COMMAND_LINE, "E3")
    assert (person["name"], person["team"], person["email"]) == ("Cem Ak", "EAST", "cem@example.com")


def test_a_dry_run_of_people_stores_nobody(east: Database, tmp_path: Path) -> None:
    before = sizes(east)
    counts = import_people(east, COMMAND_LINE, written(tmp_path / "p.csv", *PEOPLE), dry_run=True)
    assert counts == Counts(accepted=3, rejected=5)
    assert sizes(east) == before


def test_customers_have_tags_and_attributes(shop: Database, tmp_path: Path) -> None:
    file = written(
        tmp_path / "c.csv",
        "code,name,owner,birthday,tags,attributes.size,attributes.区",
        "C3,Acme,E1,1990-02-28,vip|new,12,东",
        "C4,Bad,E9,,,,",
        "C5,Plain,,,,,",
    )
    progress: list[tuple[int, int]] = []
    counts = import_customers(shop, COMMAND_LINE, file, progress=lambda *seen: progress.append(seen))
    assert (counts, progress) == (Counts(accepted=2, rejected=1), [(3, 3)])
    customer = get_customer(shop, COMMAND_LINE, "C3")
    assert (customer["owner"], customer["tags"], customer["attributes"]) == (
        "E1",
        ["vip", "new"],
        {"size": "12", "区": "东"},
    )
    with pytest.raises(TableUnreadable, match=r"Unknown columns 'team': use code, .* and attributes.NAME"):
        import_customers(shop, COMMAND_LINE, written(tmp_path / "d.csv", "code,team", "C1,x"))
    with pytest.raises(TableUnreadable, match="no column 'code'"):
        import_customers(shop, COMMAND_LINE, written(tmp_path / "e.csv", "name", "x"))


def test_half_of_a_file_may_be_bad(shop: Database, tmp_path: Path) -> None:
    rows = (f"D{n},Name,{'E9' if n % 2 else 'E1'}" for n in range(600))
    file = written(tmp_path / "c.csv", "code,name,owner", *rows)
    assert import_customers(shop, COMMAND_LINE, file) == Counts(accepted=300, rejected=300)


def test_a_table_that_is_none_is_refused_whole(shop: Database, tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable):
        import_activities(shop, COMMAND_LINE, tmp_path / "nothing.csv")
    with pytest.raises(MappingInvalid):
        import_activities(shop, COMMAND_LINE, tmp_path / "nothing.csv", mapping=tmp_path / "nothing.yaml")

"""A file is looked at, its columns are understood, and an import is rehearsed before it is done."""

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.activities import catalogue
from services.beginning.setting_up import initialise
from services.boards.standings import board
from services.errors import Forbidden, Invalid
from services.imports import previewing
from services.imports.previewing import Import, carry_out, guess_mapping, mapping_document, preview, rehearse, uploaded
from services.imports.tables.mapping import read_mapping
from services.people import people
from services.people.customers import get_customer
from services.people.people import get_employee, get_team, put_team

STAFF = "工号,姓名,部门,部门名称,上级部门,入职日期,直属上级工号\nE1,陈晨,S01,徐汇店,EAST,2024/3/1,E2\nE2,王芳,S02,静安店,EAST,2020/12/31,\n"
PEOPLE = {
    "code": "工号",
    "name": "姓名",
    "team": "部门",
    "team_name": "部门名称",
    "team_parent": "上级部门",
    "joined_on": "入职日期",
    "manager": "直属上级工号",
}
SALES = (
    "单号;日期;业务员;客户;事件;金额\n"
    "A1;01/03/2026;E1;C1;成交;¥1,234.50\n"
    "A2;02/03/2026;E1;C1;拜访;\n"
    "A3;13/03/2026;E9;C1;拜访;\n"
    "A4;14/03/2026;E1;C1;其他;\n"
)
PLAN = {
    "name": "P",
    "rules": [
        {"key": "deal", "category": "outcome", "activity": "deal_won", "award": {"to": "employee", "points": 50}},
        {"key": "visit", "category": "behaviour", "activity": "customer_visited", "award": {"to": "employee", "points": 2}},
    ],
}


@pytest.fixture
def acme(database: Database) -> Database:
    initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY", first_plan=PLAN)
    return database


def file(folder: Path, text: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def workbook(rows: list[list[object]]) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return written.getvalue()


# looking --------------------------------------------------------------------------------------------------------------


def test_a_preview_shows_the_first_rows_as_text(tmp_path: Path) -> None:
    rows = "".join(f"{n:04},Ann,\n" for n in range(30))
    seen = preview(file(tmp_path, f"code,name,team\n{rows}x,y\n"))
    assert [column.name for column in seen.columns] == ["code", "name", "team"]
    assert (len(seen.rows), seen.rows[0]) == (20, ("0000", "Ann", None))
    assert (seen.row_count, seen.unreadable) == (31, 1)
    code, name, team = seen.columns
    assert (code.examples, code.filled, len(code.values)) == (("0000", "0001", "0002"), 30, 30)
    assert (name.values, name.filled) == (("Ann",), 30)
    assert (team.values, team.filled, team.examples) == ((), 0, ())


@pytest.mark.parametrize(
    ("content", "encoding", "separator"),
    [
        (STAFF.encode(), "utf-8", ","),
        (STAFF.encode("utf-8-sig"), "utf-8", ","),
        (STAFF.encode("gb18030"), "gb18030", ","),
        (STAFF.replace(",", ";").encode(), "utf-8", ";"),
        (STAFF.replace(",", "\t").encode("gb18030"), "gb18030", "\t"),
        (gzip.compress(STAFF.encode()), "utf-8", ","),
        (workbook([line.split(",") for line in STAFF.splitlines()]), "", ""),
    ],
)
def test_a_preview_says_how_the_file_is_written(tmp_path: Path, content: bytes, encoding: str, separator: str) -> None:
    seen = preview(file(tmp_path, content))
    assert (seen.encoding, seen.separator) == (encoding, separator)
    assert [row[1] for row in seen.rows] == ["陈晨", "王芳"]
    assert seen.columns[5].date_formats == ("%Y/%m/%d",)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "people.csv"),
        (b"\x00\x01\x02", "people.csv"),
        (b"%PDF-1.4\n\xff\xfe\x00", "people.xlsx"),
        (b"PK\x03\x04rubbish", "people.xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "people.xls"),
        (b"\x1f\x8bbroken", "people.csv.gz"),
        (b"code,code\n1,2\n", "people.csv"),
        (b"code,,name\n1,2,3\n", "people.csv"),
        ("code,name\n".encode("utf-16"), "people.csv"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(content: bytes, name: str) -> None:
    with uploaded(content, name) as path, pytest.raises(Invalid) as refused:
        preview(path)
    assert refused.value.field == "file"
    assert not refused.value.message.endswith(".")
    assert str(path.parent) not in refused.value.message


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("people.csv", "people.csv"),
        ("../../people.csv", "people.csv"),
        (r"C:\data\people.xlsx", "people.xlsx"),
        ("..", "file"),
        ("", "file"),
        ("人\n员.csv", "人员.csv"),
    ],
)
def test_an_upload_has_a_path_for_as_long_as_it_is_needed(name: str, kept: str) -> None:
    with uploaded(b"code\n1\n", name) as path:
        assert (path.name, path.read_bytes()) == (kept, b"code\n1\n")
    assert not path.parent.exists()


def test_a_preview_proposes_a_field_for_each_column_that_it_knows(tmp_path: Path) -> None:
    seen = preview(file(tmp_path, STAFF))
    assert guess_mapping([column.name for column in seen.columns], "people") == PEOPLE


def test_an_upload_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previewing, "MOST_BYTES", 1_000)
    with pytest.raises(Invalid, match="split it"), uploaded(b"x" * 1_001, "x.csv"):
        pytest.fail("it was let in")


# mapping --------------------------------------------------------------------------------------------------------------

FIELDS: dict[str, Any] = {
    "external_id": "单号",
    "occurred_at": "日期",
    "employee": "业务员",
    "customer": "客户",
    "amount": "金额",
    "note": "",
}


def test_answers_become_a_mapping_that_an_import_takes() -> None:
    document = mapping_document(
        FIELDS | {"attributes.shop": "店"}, source="crm", type_key="deal_won", date_formats=["%d/%m/%Y"], timezone="Asia/Tokyo"
    )
    assert document == {
        "source": "crm",
        "timezone": "Asia/Tokyo",
        "date_format": ["%d/%m/%Y"],
        "activities": [
            {
                "external_id": "单号",
                "occurred_at": "日期",
                "employee": "业务员",
                "customer": "客户",
                "amount": "金额",
                "attributes": {"shop": "店"},
                "type": "deal_won",
            }
        ],
    }
    assert read_mapping(document).source == "crm"


def test_several_columns_make_an_id_and_iso_dates_need_no_format() -> None:
    document = mapping_document(FIELDS | {"external_id": ["店", "单号"]}, source="crm", type_key="deal_won", date_formats=["iso"])
    assert document["activities"][0]["external_id"] == "{店}/{单号}"
    assert "date_format" not in document


@pytest.mark.parametrize(
    ("fields", "more", "field"),
    [
        ({"external_id": ""}, {}, "external_id"),
        ({"occurred_at": None}, {}, "occurred_at"),
        ({"employee": "a{b}"}, {}, "employee"),
        ({"colour": "x"}, {}, "mapping"),
        ({}, {"type_key": None}, "type"),
        ({}, {"type_key": None, "type_column": "事件"}, "type"),
        ({}, {"type_key": None, "type_column": "事件", "types": {"成交": ""}}, "mapping"),
        ({}, {"source": ""}, "mapping"),
        ({}, {"timezone": "Mars"}, "mapping"),
        ({}, {"date_formats": ["%Q"]}, "mapping"),
        ({}, {"create": ["teams"]}, "mapping"),
    ],
)
def test_answers_that_make_no_mapping_are_refused(fields: dict[str, Any], more: dict[str, Any], field: str) -> None:
    asked: dict[str, Any] = {"source": "crm", "type_key": "deal_won", **more}
    with pytest.raises(Invalid) as refused:
        mapping_document(FIELDS | fields, **asked)
    assert refused.value.field == field


# importing ------------------------------------------------------------------------------------------------------------

EVERYBODY = Import("people", columns=PEOPLE, date_formats=("%Y/%m/%d",), create_teams=True)


def test_people_come_with_their_teams_into_an_empty_organisation(acme: Database, tmp_path: Path) -> None:
    outcome = carry_out(acme, COMMAND_LINE, file(tmp_path, STAFF), EVERYBODY)
    assert (outcome.counts.accepted, outcome.counts.rejected, outcome.counts.teams) == (2, 0, 3)
    assert (outcome.first, outcome.errors) == ((), b"")
    chen = get_employee(acme, COMMAND_LINE, "E1")
    assert (chen["name"], chen["team"], chen["joined_on"], chen["manager"]) == ("陈晨", "S01", "2024-03-01", "E2")
    assert get_team(acme, COMMAND_LINE, "S01") == {"code": "S01", "name": "徐汇店", "parent": "EAST"}
    assert get_team(acme, COMMAND_LINE, "EAST") == {"code": "EAST", "name": "EAST", "parent": None}
    shown = board(acme, COMMAND_LINE, subject="employees", period="all")
    assert [row.name for row in shown.rows] == ["陈晨", "王芳"]


def test_a_rehearsal_says_the_same_and_leaves_nothing(acme: Database, tmp_path: Path) -> None:
    text = STAFF + "E3,,S09,,EAST,2024/3/1,\nE4,李雷,S02,,,31.2.2024,E9\n"
    rehearsed = rehearse(acme, COMMAND_LINE, file(tmp_path, text), EVERYBODY)
    assert people.list_teams(acme, COMMAND_LINE)["items"] == []
    assert people.list_employees(acme, COMMAND_LINE)["items"] == []
    done = carry_out(acme, COMMAND_LINE, file(tmp_path, text), EVERYBODY)
    assert done == rehearsed
    assert [(wrong.line, wrong.field) for wrong in done.first] == [(4, "name"), (5, "joined_on")]
    listed = list(csv.reader(done.errors.decode().splitlines()))
    assert listed[0] == ["line", "field", "reason"]
    assert [row[:2] for row in listed[1:]] == [["4", "name"], ["5", "joined_on"]]


def test_only_the_first_rejections_are_shown_and_all_are_in_the_file(acme: Database, tmp_path: Path) -> None:
    text = "code,name\n" + "".join(f"E{n},\n" for n in range(50))
    outcome = rehearse(acme, COMMAND_LINE, file(tmp_path, text), Import("people"), most=5)
    assert [wrong.line for wrong in outcome.first] == [2, 3, 4, 5, 6]
    assert len(outcome.errors.splitlines()) == 51
    assert (outcome.counts.rejected, outcome.counts.accepted) == (50, 0)


def test_a_team_that_stands_stays_as_it_is(acme: Database, tmp_path: Path) -> None:
    put_team(acme, COMMAND_LINE, "S01", {"name": "旧名"})
    outcome = carry_out(acme, COMMAND_LINE, file(tmp_path, STAFF), EVERYBODY)
    assert outcome.counts.teams == 2
    assert get_team(acme, COMMAND_LINE, "S01") == {"code": "S01", "name": "旧名", "parent": None}


def test_without_leave_unknown_teams_are_refused(acme: Database, tmp_path: Path) -> None:
    columns = {field: column for field, column in PEOPLE.items() if field not in ("team_name", "team_parent")}
    wanted = Import("people", columns=columns, date_formats=("%Y/%m/%d",))
    outcome = carry_out(acme, COMMAND_LINE, file(tmp_path, STAFF), wanted)
    assert [(wrong.line, wrong.field) for wrong in outcome.first] == [(2, "manager"), (3, "team")]
    assert people.list_teams(acme, COMMAND_LINE)["items"] == []


def test_teams_above_each_other_are_refused_before_anything_is_made(acme: Database, tmp_path: Path) -> None:
    text = "code,name,team,team_parent\nE1,A,X,Y\nE2,B,Y,X\n"
    with pytest.raises(Invalid, match="above each other") as refused:
        carry_out(acme, COMMAND_LINE, file(tmp_path, text), Import("people", create_teams=True))
    assert refused.value.field == "team_parent"
    assert people.list_teams(acme, COMMAND_LINE)["items"] == []


def test_a_team_that_cannot_be_costs_its_row_alone(acme: Database, tmp_path: Path) -> None:
    text = f"code,name,team,team_name\nE1,A,{'x' * 201},\nE2,B,S1,{'y' * 201}\nE3,C,S2,Two\n"
    outcome = carry_out(acme, COMMAND_LINE, file(tmp_path, text), Import("people", create_teams=True))
    assert [(wrong.line, wrong.field) for wrong in outcome.first] == [(2, "team"), (3, "team")]
    assert (outcome.counts.accepted, outcome.counts.teams) == (1, 1)


def test_importing_people_again_changes_nothing(acme: Database, tmp_path: Path) -> None:
    path = file(tmp_path, STAFF)
    carry_out(acme, COMMAND_LINE, path, EVERYBODY)
    before = get_employee(acme, COMMAND_LINE, "E1")
    again = carry_out(acme, COMMAND_LINE, path, EVERYBODY)
    assert (again.counts.accepted, again.counts.teams) == (2, 0)
    assert get_employee(acme, COMMAND_LINE, "E1") == before


def test_customers_come_by_columns_of_their_own_names(acme: Database, tmp_path: Path) -> None:
    carry_out(acme, COMMAND_LINE, file(tmp_path, STAFF), EVERYBODY)
    text = "客户编号,客户名称,负责人,生日,等级,忽略\nC1,小店,E1,1990年5月6日,金,x\nC2,大店,E8,,,y\n"
    columns = {"code": "客户编号", "name": "客户名称", "owner": "负责人", "birthday": "生日", "attributes.level": "等级"}
    outcome = carry_out(acme, COMMAND_LINE, file(tmp_path, text), Import("customers", columns=columns, date_formats=("%Y年%m月%d日",)))
    assert [(wrong.line, wrong.field) for wrong in outcome.first] == [(3, "owner")]
    shop = get_customer(acme, COMMAND_LINE, "C1")
    assert (shop["owner"], shop["birthday"], shop["attributes"]) == ("E1", "1990-05-06", {"level": "金"})


def test_one_column_may_be_code_and_name(acme: Database, tmp_path: Path) -> None:
    carry_out(acme, COMMAND_LINE, file(tmp_path, "门店\n一号店\n"), Import("customers", columns={"code": "门店", "name": "门店"}))
    assert get_customer(acme, COMMAND_LINE, "一号店")["name"] == "一号店"


def test_activities_of_another_system_earn_by_the_type_that_a_column_says(acme: Database, tmp_path: Path) -> None:
    carry_out(acme, COMMAND_LINE, file(tmp_path, STAFF), EVERYBODY)
    path = file(tmp_path, SALES)
    event = next(column for column in preview(path).columns if column.name == "事件")
    assert event.values == ("成交", "拜访", "其他")
    types = {"成交": "deal_won", "拜访": "customer_visited", "其他": ""}
    document = mapping_document(
        FIELDS, source="crm", type_column="事件", types=types, date_formats=("%d/%m/%Y",), with_symbols=True, create=["customers"]
    )
    outcome = rehearse(acme, COMMAND_LINE, path, Import("activities", mapping=document))
    assert (outcome.counts.accepted, outcome.counts.rejected) == (2, 1)
    assert [(wrong.line, wrong.field) for wrong in outcome.first] == [(4, "employee")]
    assert carry_out(acme, COMMAND_LINE, path, Import("activities", mapping=document)) == outcome
    assert carry_out(acme, COMMAND_LINE, path, Import("activities", mapping=document)).counts.duplicates == 2
    shown = board(acme, COMMAND_LINE, subject="employees", period="all")
    assert (shown.rows[0].name, shown.rows[0].score) == ("陈晨", 52)


def test_activities_in_the_contracts_own_columns_need_no_mapping(acme: Database, tmp_path: Path) -> None:
    carry_out(acme, COMMAND_LINE, file(tmp_path, STAFF), EVERYBODY)
    text = "type,external_id,occurred_at,employee\ndeal_won,1,2026-03-01,E1\n"
    assert carry_out(acme, COMMAND_LINE, file(tmp_path, text), Import("activities", source="crm")).counts.accepted == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Import("people", columns={"code": "nosuch"}), "file"),
        (Import("people", columns={"name": "姓名"}), "file"),
        (Import("people", columns={"code": "工号", "salary": "姓名"}), "file"),
        (Import("people", columns={"code": "工号", "team_name": "部门名称"}), "file"),
        (Import("people", columns=PEOPLE, create_teams=True, date_formats=("%Q",)), "mapping"),
        (Import("people"), "file"),
        (Import("activities"), "file"),
        (Import("activities", mapping={"source": "x"}), "mapping"),
        (Import("activities", mapping={"source": "x", "activities": [{"type": "t", "external_id": "no", "occurred_at": "日期"}]}), "file"),
    ],
)
def test_an_import_that_cannot_be_is_refused_in_one_sentence(acme: Database, tmp_path: Path, wanted: Import, field: str) -> None:
    for act in (rehearse, carry_out):
        with pytest.raises(Invalid) as refused:
            act(acme, COMMAND_LINE, file(tmp_path, STAFF), wanted)
        assert refused.value.field == field
    assert people.list_employees(acme, COMMAND_LINE)["items"] == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EMPLOYEE, Role.SCREEN])
def test_people_and_customers_come_by_administrators(acme: Database, tmp_path: Path, role: Role) -> None:
    actor = Actor("user:x", role=role)
    for kind in ("people", "customers"):
        with pytest.raises(Forbidden):
            rehearse(acme, actor, file(tmp_path, "code,name\n1,A\n"), Import(kind))  # type: ignore[arg-type]
    document = mapping_document(FIELDS, source="crm", type_key="deal_won", create=["customers"])
    with pytest.raises(Forbidden):
        rehearse(acme, actor, file(tmp_path, SALES), Import("activities", mapping=document))
    assert people.list_employees(acme, COMMAND_LINE)["items"] == []


def test_progress_is_told(acme: Database, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    carry_out(acme, COMMAND_LINE, file(tmp_path, STAFF), EVERYBODY, progress=lambda done, of: told.append((done, of)))
    assert told == [(2, 2)]
    assert catalogue.list_types(acme, COMMAND_LINE)["items"]

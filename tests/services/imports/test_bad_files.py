"""Whatever stands in a cell, the row is refused by line and field, its neighbours go in, and nothing is half written."""

import csv
from pathlib import Path

import pytest

from db.engine import Database
from services.access import COMMAND_LINE
from services.imports.importing import import_activities, import_customers, import_people
from services.ledger.verifying import verify
from tests.promises.history import found

GOOD = {
    "type": "deal",
    "source": "file",
    "external_id": "x",
    "occurred_at": "2026-01-05",
    "employee": "E1",
    "customer": "C1",
    "amount": "12.5",
    "quantity": "1",
    "channel": "web",
    "collaborators": "E2|E3",
    "note": "n",
    "attributes.case": "c",
}
BAD = {
    "a word": "nonsense",
    "an old day": "1899-12-31",
    "40 digits": "1" * 40,
    "nan": "NaN",
    "too large": "1e309",
    "an emoji": "😀",
    "sql": "'; drop table activity; --",
    "a bell": "\x07",
    "5,000 letters": "x" * 5000,
    "a formula": "=1+1",
    "full width": "１２",
}
HARMLESS = {
    **{
        name: {"an old day", "40 digits", "nan", "too large", "an emoji", "sql", "a formula", "full width", "a word"}
        for name in ("external_id", "source", "channel")
    },
    "note": {*BAD} - {"a bell", "5,000 letters"},
    "attributes.case": {*BAD} - {"a bell", "5,000 letters"},
    "amount": set(),
}


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(GOOD))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("field", GOOD)
def test_a_bad_cell_is_refused_by_line_and_field_and_spoils_nothing(database: Database, tmp_path: Path, field: str) -> None:
    found(database)
    rows = [GOOD | {"external_id": f"{field}-{n}"} | {field: bad} for n, bad in enumerate(BAD.values())]
    if field == "external_id":
        rows = [GOOD | {field: bad} for bad in BAD.values()]
    between = [row for n, bad in enumerate(rows) for row in (GOOD | {"external_id": f"good {n}"}, bad)]
    counts = import_activities(database, COMMAND_LINE, written(tmp_path / "a.csv", between), errors=tmp_path / "errors.csv")
    with (tmp_path / "errors.csv").open(encoding="utf-8", newline="") as file:
        errors = list(csv.DictReader(file))
    harmless = HARMLESS.get(field, set())
    refused = {2 * n + 3 for n, name in enumerate(BAD) if name not in harmless}
    assert {int(e["line"]) for e in errors} == refused
    assert all(e["reason"] for e in errors)
    assert all(e["field"].startswith(field.split(".", maxsplit=1)[0]) for e in errors)
    assert (counts.accepted, counts.rejected) == (2 * len(BAD) - len(refused), len(refused))
    assert verify(database, COMMAND_LINE).offence is None


def test_a_line_of_ten_megabytes_and_a_null_byte_are_refused_alone(database: Database, tmp_path: Path) -> None:
    found(database)
    good = "deal,file,{},2026-01-05,E1"
    lines = ["type,source,external_id,occurred_at,employee", good.format(1), "deal,file," + "y" * 10_000_000 + ",2026-01-05,E1"]
    lines += [
        good.format(2),
        "deal,file,a\x00b,2026-01-05,E1",
        good.format(3),
        "deal,file,4,2026-01-05,E1,more,than,there,are",
        good.format(5),
    ]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    counts = import_activities(database, COMMAND_LINE, path, errors=tmp_path / "errors.csv")
    assert (counts.accepted, counts.rejected) == (4, 3)
    with (tmp_path / "errors.csv").open(encoding="utf-8", newline="") as file:
        assert [int(e["line"]) for e in csv.DictReader(file)] == [3, 5, 7]


@pytest.mark.parametrize("field", ["name", "team", "team_from", "joined_on", "left_on", "email", "manager", "birthday"])
def test_a_bad_cell_of_a_person_is_refused_alone(database: Database, tmp_path: Path, field: str) -> None:
    found(database)
    header = ["code", *dict.fromkeys(["name", field])]
    rows = [{"code": f"P{n}", "name": f"P{n}"} | {field: bad} for n, bad in enumerate([*BAD.values(), ""])]
    path = tmp_path / "p.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
    counts = import_people(database, COMMAND_LINE, path, errors=tmp_path / "errors.csv")
    assert counts.accepted + counts.rejected == len(rows)
    assert counts.rejected >= 2
    assert verify(database, COMMAND_LINE).offence is None


def test_a_bad_customer_is_refused_alone(database: Database, tmp_path: Path) -> None:
    found(database)
    path = tmp_path / "c.csv"
    path.write_text("code,name,owner,birthday\nN1,One,E1,1990-02-03\nN2,Two,nobody,\nN3,Three,,1990-02-30\nN4,Four,,\n", encoding="utf-8")
    counts = import_customers(database, COMMAND_LINE, path, errors=tmp_path / "errors.csv")
    assert (counts.accepted, counts.rejected) == (2, 2)

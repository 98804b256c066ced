"""Mappings: another system's rows become activities exactly, or are refused with their line."""

import csv
import gzip
import io
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.plan_reading import read_plan
from services.imports.tables.mapping import (
    FIELDS,
    Mapped,
    MappingInvalid,
    apply,
    identity,
    load_mapping,
    read_mapping,
)
from services.imports.tables.reading import BadRow, Table, TableUnreadable, read_table

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data"
MAPPINGS = ROOT / "config" / "mappings"
real_data = pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not beside the project, in ../shared/data")

DEAL = {"type": "deal", "external_id": "{id}", "occurred_at": "on"}


def table(*rows: dict[str, str | None]) -> Table:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))
    return Table(frame, pl.int_range(2, len(rows) + 2, eager=True, dtype=pl.Int64))


def mapped(rows: Table, *activities: dict[str, Any], **top: Any) -> Mapped:
    return apply(rows, read_mapping({"source": "crm", "activities": list(activities), **top}))


def when(rows: Table, **conditions: dict[str, Any]) -> list[str]:
    return mapped(rows, DEAL | {"when": conditions}).frame["external_id"].to_list()


def test_the_contract_s_columns_come_first_and_are_text() -> None:
    answer = mapped(table({"id": "1", "on": "2026-03-01", "seg": "gold"}), DEAL | {"attributes": {"segment": "seg"}})
    assert answer.frame.columns == [*FIELDS, "attributes.segment", "line"]
    assert dict(answer.frame.schema) == dict.fromkeys([*FIELDS, "attributes.segment"], pl.String()) | {"line": pl.Int64()}
    assert answer.frame.row(0, named=True) == {
        **dict.fromkeys(FIELDS),
        "type": "deal",
        "source": "crm",
        "external_id": "1",
        "occurred_at": "2026-03-01",
        "attributes.segment": "gold",
        "line": 2,
    }


def test_a_field_is_a_column_a_template_or_a_constant() -> None:
    fields = {"employee": "rep", "note": "{rep} in {town}", "channel": {"const": "web"}, "quantity": {"const": 1}}
    rows = table({"id": "1", "on": "2026-03-01", "rep": "E1", "town": "Lyon"})
    row = mapped(rows, DEAL | fields).frame.row(0, named=True)
    assert {name: row[name] for name in fields} == {
        "employee": "E1",
        "note": "E1 in Lyon",
        "channel": "web",
        "quantity": "1",
    }


def test_a_column_named_like_a_pattern_is_that_column() -> None:
    rows = table({"id": "1", "on": "2026-03-01", "^.*$": "E1", "line": "x"})
    row = mapped(rows, DEAL | {"employee": "^.*$", "note": "{line}"}).frame.row(0, named=True)
    assert (row["employee"], row["note"], row["line"]) == ("E1", "x", 2)


@pytest.mark.parametrize(
    ("text", "date_format", "zone", "instant"),
    [
        ("2026-03-01", None, None, "2026-03-01"),
        ("2026-03-01", None, "America/New_York", "2026-03-01"),
        ("03/01/2026", "%m/%d/%Y", "UTC", "2026-03-01"),
        ("2026-03-01 09:05", None, None, "2026-03-01T09:05:00"),
        ("2026-07-01 09:05", None, "America/New_York", "2026-07-01T09:05:00-04:00"),
        ("2026-03-01T09:05:00Z", None, None, "2026-03-01T09:05:00Z"),
        ("2026-03-01T09:05:00Z", "%Y-%m-%dT%H:%M:%SZ", "America/New_York", "2026-03-01T04:05:00-05:00"),
        ("2026-03-01T09:05:00+08:00", "%Y-%m-%dT%H:%M:%S%z", "UTC", "2026-03-01T01:05:00Z"),
        ("1/3/26 3:04 PM", "%d/%m/%y %I:%M %p", "UTC", "2026-03-01T15:04:00Z"),
        ("2026年3月1日", "%Y年%m月%d日", None, "2026-03-01"),
        ("2026-03-01 09:05:06.789", "%Y-%m-%d %H:%M:%S.%f", "UTC", "2026-03-01T09:05:06.789Z"),
        ("1772323200000", "epoch_ms", "Asia/Shanghai", "2026-03-01T08:00:00+08:00"),
        ("2026-11-01 01:30", None, "America/New_York", "2026-11-01T01:30:00-04:00"),
        ("2026-03-08 02:30", None, "America/New_York", "2026-03-08T03:30:00-04:00"),
        (" 2026-03-01 ", None, None, "2026-03-01"),
    ],
)
def test_a_time_keeps_its_meaning(text: str, date_format: str | None, zone: str | None, instant: str) -> None:
    top = {"date_format": date_format} if date_format else {}
    answer = mapped(table({"id": "1", "on": text}), DEAL, timezone=zone, **top)
    assert answer.frame["occurred_at"].to_list() == [instant]


@settings(deadline=None)
@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from(["America/New_York", "Europe/Dublin", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Shanghai"]),
)
def test_local_times_are_the_instants_that_python_makes_of_them(local: datetime, zone: str) -> None:
    local = local.replace(microsecond=0)
    answer = mapped(table({"id": "1", "on": local.isoformat()}), DEAL, timezone=zone)
    assert datetime.fromisoformat(answer.frame["occurred_at"].item()) - local.replace(tzinfo=ZoneInfo(zone)) == timedelta(0)


def test_a_date_stays_a_date_wherever_the_other_system_stands() -> None:
    mapping = read_mapping({"source": "crm", "timezone": "Asia/Shanghai", "activities": [DEAL]})
    assert apply(table({"id": "1", "on": "2026-03-01"}), mapping).frame["occurred_at"].item() == "2026-03-01"


def test_several_formats_are_tried_in_their_order() -> None:
    rows = table(*({"id": "1", "on": text} for text in ("02/01/2026", "2026-02-01", "2026/02/01")))
    answer = mapped(rows, DEAL, date_format=["%d/%m/%Y", "%Y-%m-%d"])
    assert answer.frame["occurred_at"].to_list() == ["2026-01-02", "2026-02-01"]
    assert answer.bad == [BadRow(4, "'2026/02/01' is no date in the mapping's date_format", "occurred_at")]


def test_rows_that_cannot_be_activities_are_named() -> None:
    rows = table(
        {"id": "1", "on": "2026-03-01"},
        {"id": None, "on": "2026-03-01"},
        {"id": "3", "on": None},
        {"id": "4", "on": "2026-02-30"},
    )
    answer = mapped(rows, DEAL)
    assert answer.frame["external_id"].to_list() == ["1"]
    assert answer.bad == [
        BadRow(3, "id is blank", "external_id"),
        BadRow(4, "on is blank", "occurred_at"),
        BadRow(5, "'2026-02-30' is no date in the mapping's date_format", "occurred_at"),
    ]


def test_rows_that_the_table_refused_stay_refused() -> None:
    rows = Table(pl.DataFrame({"id": ["1"], "on": ["x"]}), pl.Series([5]), [BadRow(3, "ragged"), BadRow(9, "ragged")])
    assert [row.line for row in mapped(rows, DEAL).bad] == [3, 5, 9]


CONDITIONS = [
    ({"equals": "won"}, ["1"]),
    ({"not_equals": "won"}, ["2", "3"]),
    ({"in": ["won", "lost"]}, ["1", "2"]),
    ({"not_in": ["won"]}, ["2", "3"]),
    ({"present": True}, ["1", "2"]),
    ({"present": False}, ["3"]),
    ({"not_equals": "won", "present": True}, ["2"]),
]


@pytest.mark.parametrize(("condition", "ids"), CONDITIONS, ids=[str(condition) for condition, _ in CONDITIONS])
def test_a_condition_chooses_rows(condition: dict[str, Any], ids: list[str]) -> None:
    stages = {"1": "won", "2": "lost", "3": None}
    assert when(table(*({"id": i, "on": "2026-03-01", "stage": s} for i, s in stages.items())), stage=condition) == ids


def test_dates_are_compared_with_a_column_or_a_date_and_blank_ones_do_not_match() -> None:
    days = [("2026-03-02", "2026-03-01"), ("2026-03-01", "2026-03-01"), (None, "2026-03-01"), ("2026-03-02", None)]
    rows = table(*({"id": str(i), "on": "2026-01-01", "sent": a, "due": b} for i, (a, b) in enumerate(days)))
    assert when(rows, sent={"after": "due"}) == ["0"]
    assert when(rows, due={"before": "sent"}) == ["0"]
    assert when(rows, sent={"after": "2026-03-01"}) == ["0", "3"]
    assert when(rows, sent={"after": "2026-02-01", "before": "2026-03-02"}) == ["1"]


def test_a_time_on_the_day_of_a_date_is_neither_before_nor_after_it() -> None:
    rows = table({"id": "1", "on": "2026-01-01", "sent": "2026-03-01T23:00:00", "due": "2026-03-01"})
    assert when(rows, sent={"after": "due"}) == []
    assert when(rows, sent={"before": "due"}) == []


def test_a_blank_date_is_no_fault_where_a_condition_leaves_its_row_out() -> None:
    answer = mapped(table({"id": "1", "on": None}), DEAL | {"when": {"on": {"present": True}}})
    assert answer.frame.is_empty()
    assert answer.bad == []


def test_a_comparison_with_neither_a_column_nor_a_date_is_refused() -> None:
    with pytest.raises(MappingInvalid, match=r"activities\[0\]\.when\.on\.after: 'duedate'"):
        when(table({"id": "1", "on": "2026-03-01"}), on={"after": "duedate"})


def test_a_group_is_one_activity_with_exact_sums_and_its_earliest_row() -> None:
    rows = table(
        {"id": "A", "on": "2026-03-02", "rep": "late", "sum": "0.1", "n": None},
        {"id": "B", "on": "2026-03-01", "rep": "other", "sum": None, "n": None},
        {"id": "A", "on": "2026-03-01", "rep": "first", "sum": "0.2", "n": "3"},
        {"id": "A", "on": "2026-03-01", "rep": "second", "sum": "-1000000.0001", "n": "4"},
    )
    spec = DEAL | {"group_by": ["id"], "employee": "rep", "amount": "sum", "quantity": "n"}
    answer = mapped(rows, spec)
    columns = ["external_id", "occurred_at", "employee", "amount", "quantity", "line"]
    assert answer.frame.select(columns).rows() == [
        ("A", "2026-03-01", "first", "-999999.7001", "7", 2),
        ("B", "2026-03-01", "other", None, None, 3),
    ]


def test_rows_that_are_blank_in_a_group_s_column_belong_together() -> None:
    row: dict[str, str | None] = {"id": "A", "town": None, "on": "2026-03-01", "sum": "1"}
    spec = DEAL | {"group_by": ["id", "town"], "amount": "sum"}
    answer = mapped(table(row, row | {"town": "Lyon"}, row), spec)
    assert answer.frame.select("external_id", "occurred_at", "amount").rows() == [
        ("A", "2026-03-01", "2"),
        ("A", "2026-03-01", "1"),
    ]


@pytest.mark.parametrize(
    ("fault", "field", "reason"),
    [
        ({"sum": "12,5"}, "amount", "line 3: '12,5' is no plain decimal with up to 4 places below 10^12"),
        ({"sum": "1.23456"}, "amount", "line 3: '1.23456' is no plain decimal with up to 4 places below 10^12"),
        ({"sum": "4.4e-16"}, "amount", "line 3: '4.4e-16' is no plain decimal with up to 4 places below 10^12"),
        ({"on": None}, "occurred_at", "line 3: on is blank"),
    ],
    ids=["comma", "five places", "exponent", "no date"],
)
def test_one_bad_row_refuses_its_whole_group_and_no_other(fault: dict[str, Any], field: str, reason: str) -> None:
    good = {"id": "A", "on": "2026-03-01", "sum": "5"}
    rows = table(good, good | fault, good, good | {"id": "B"})
    answer = mapped(rows, DEAL | {"group_by": ["id"], "amount": "sum"})
    assert answer.frame["external_id"].to_list() == ["B"]
    assert answer.bad == [BadRow(2, reason, field)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.decimals(-(10**11), 10**11, places=4)), min_size=1))
def test_sums_are_those_of_decimals(lines: list[tuple[str, Decimal]]) -> None:
    rows = table(*({"id": key, "on": "2026-03-01", "sum": str(amount)} for key, amount in lines))
    answer = mapped(rows, DEAL | {"group_by": ["id"], "amount": "sum"}).frame
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for key, amount in lines:
        expected[key] += amount
    assert {key: Decimal(text) for key, text in answer.select("external_id", "amount").iter_rows()} == expected


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("$1,234,567", "1234567"),
        ("95,570.69", "95570.69"),
        ("£1000", "1000"),
        ("-€5.50", "-5.50"),
        ("$-5", "-5"),
        ("($1,000.00)", "-1000.00"),
        ("5 USD", "5"),
        ("1.000,00", "1.000,00"),
        ("12,5", "12,5"),
        ("n/a", "n/a"),
        ("--5", "--5"),
    ],
)
def test_symbols_are_taken_off_only_where_the_number_stays_certain(text: str, plain: str) -> None:
    rows = table({"id": "1", "on": "2026-03-01", "sum": text})
    answer = mapped(rows, DEAL | {"amount": "sum"}, amount_format="symbols")
    assert answer.frame["amount"].item() == plain


def test_one_row_becomes_several_activities_in_the_order_of_the_file() -> None:
    rows = table({"id": "1", "on": "2026-03-01"}, {"id": "2", "on": "2026-03-02"})
    answer = mapped(rows, DEAL, DEAL | {"type": "visit", "external_id": "{id}/visit", "note": {"const": "x"}})
    assert answer.frame.select("external_id", "note", "line").rows() == [
        ("1", None, 2),
        ("1/visit", "x", 2),
        ("2", None, 3),
        ("2/visit", "x", 3),
    ]


def test_values_are_rewritten_after_mapping() -> None:
    rows = table({"id": "1", "on": "2026-03-01", "rep": "GTXPro", "with": "a|GTXPro|b"})
    new_name = {"GTXPro": "GTX Pro"}
    spec = DEAL | {"employee": "rep", "collaborators": "with", "attributes": {"rep": "rep"}, "note": "rep"}
    values = {"employee": new_name, "collaborators": new_name, "attributes.rep": new_name}
    row = mapped(rows, spec, values=values).frame.row(0, named=True)
    assert (row["employee"], row["collaborators"]) == ("GTX Pro", "a|GTX Pro|b")
    assert (row["attributes.rep"], row["note"]) == ("GTX Pro", "GTXPro")


def test_a_column_that_the_file_lacks_is_named() -> None:
    with pytest.raises(TableUnreadable, match=r"lacks, 'rep', 'stage'; it has id, on"):
        mapped(table({"id": "1", "on": "2026-03-01"}), DEAL | {"employee": "rep", "when": {"stage": {"present": True}}})


def test_every_mistake_of_a_mapping_is_told_with_its_path() -> None:
    document = {
        "sorce": "crm",
        "timezone": "Mars/Olympus",
        "date_format": ["%Y-%m-%d", "%H:%M"],
        "amount_format": "nice",
        "values": {"salesman": {"a": "b"}},
        "create": ["teams"],
        "activities": [
            DEAL | {"when": {"won": {"equals": True}, "on": {"like": "x"}}, "employee": "{rep", "colour": "x"},
            {"type": "visit", "external_id": {"const": "1"}, "group_by": "id"},
        ],
    }
    with pytest.raises(MappingInvalid) as refusal:
        read_mapping(document)
    assert [mistake.partition(": ")[0] for mistake in sorted(refusal.value.mistakes)] == [
        "activities[0].colour",
        "activities[0].employee",
        "activities[0].when.on.like",
        "activities[0].when.won.equals",
        "activities[1].external_id",
        "activities[1].group_by",
        "activities[1].occurred_at",
        "amount_format",
        "create[0]",
        "date_format",
        "sorce",
        "source",
        "timezone",
        "values.salesman",
    ]


@pytest.mark.parametrize("document", [None, [], "x", {}, {"source": "x", "activities": []}, {1: 2}], ids=repr)
def test_what_is_no_mapping_is_refused(document: object) -> None:
    with pytest.raises(MappingInvalid):
        read_mapping(document)


@pytest.mark.parametrize("content", [b"a: [", b"\xff", b"- 1"], ids=["no yaml", "no text", "a list"])
def test_a_mapping_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mapping.yaml"
    with pytest.raises(MappingInvalid, match="cannot be opened"):
        load_mapping(path)
    path.write_bytes(content)
    with pytest.raises(MappingInvalid):
        load_mapping(path)


def test_a_table_with_the_contract_s_columns_passes_as_it_is() -> None:
    row = {"type": "deal", "external_id": "1", "occurred_at": "1 March", "amount": "x", "attributes.a": "y"}
    answer = identity(table(row, row | {"type": None}), source="crm")
    assert answer.frame.columns == [*FIELDS, "attributes.a", "line"]
    assert answer.frame.row(0, named=True) == {**dict.fromkeys(FIELDS), **row, "source": "crm", "line": 2}
    assert answer.frame["type"].to_list() == ["deal", None]


def test_a_source_of_the_table_s_own_comes_before_the_given_one() -> None:
    row: dict[str, str | None] = {"type": "deal", "external_id": "1", "occurred_at": "2026-03-01", "source": "shop"}
    answer = identity(table(row, row | {"source": None}), source="crm")
    assert answer.frame["source"].to_list() == ["shop", "crm"]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (["type", "source", "external_id", "occurred_at", "amout"], "'amout'.*use type, source"),
        (["type", "source", "external_id", "occurred_at", "attributes."], "'attributes.'"),
        (["type", "external_id", "occurred_at"], "no column 'source'"),
        (["source", "external_id"], "no column 'type', 'occurred_at'"),
    ],
)
def test_columns_that_are_not_the_contract_s_are_refused(columns: list[str], says: str) -> None:
    with pytest.raises(TableUnreadable, match=says):
        identity(table(dict.fromkeys(columns, "x")))


def test_typed_dates_of_a_workbook_are_read_beside_the_mapping_s_own_format() -> None:
    frame = pl.DataFrame({"id": ["1", "2"], "on": ["2026-03-01", "02.03.2026"]})
    mapping = read_mapping({"source": "crm", "date_format": "%d.%m.%Y", "activities": [DEAL]})
    lines = pl.Series([2, 3], dtype=pl.Int64)
    assert len(apply(Table(frame, lines), mapping).bad) == 1
    answer = apply(Table(frame, lines, iso_dates=True), mapping)
    assert answer.frame["occurred_at"].to_list() == ["2026-03-01", "2026-03-02"]


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_mapping_of_the_project_is_valid(path: Path) -> None:
    assert load_mapping(path).activities


@pytest.mark.parametrize("name", ["northwind", "complete_journey"])
def test_the_plans_for_the_real_data_are_valid(name: str) -> None:
    document = yaml.safe_load((ROOT / "config" / "plans" / f"{name}.yaml").read_text(encoding="utf-8"))
    assert read_plan(document).rules


@real_data
def test_northwind_orders_are_those_that_plain_python_counts() -> None:
    path = DATA / "northwind" / "order_lines.csv"
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    late = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            amounts[row["OrderID"]] += Decimal(row["LineTotal"])
            if row["ShippedDate"] and row["ShippedDate"] > row["RequiredDate"]:
                late.add(f"{row['OrderID']}/late")
    answer = apply(read_table(path), load_mapping(MAPPINGS / "northwind.yaml"))
    orders = answer.frame.filter(pl.col("type") == "order")
    assert answer.bad == []
    assert {key: Decimal(text) for key, text in orders.select("external_id", "amount").iter_rows()} == amounts
    assert set(answer.frame.filter(pl.col("type") == "late_shipment")["external_id"]) == late
    assert (len(orders), len(answer.frame)) == (830, 830 + len(late))


@real_data
def test_complete_journey_baskets_are_those_that_plain_python_counts() -> None:
    path = DATA / "complete_journey" / "transactions_sample.csv.gz"
    baskets: dict[str, Decimal] = defaultdict(Decimal)
    times = {}
    with io.TextIOWrapper(gzip.open(path), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = f"{row['household_id']}/{row['basket_id']}"
            baskets[key] += Decimal(row["sales_value"])
            times[key] = min(row["transaction_timestamp"], times.get(key, "9"))
    uncertain = {key for key, amount in baskets.items() if amount % Decimal("0.0001")}
    answer = apply(read_table(path), load_mapping(MAPPINGS / "complete_journey.yaml"))
    found = {key: (Decimal(amount), at) for key, amount, at in answer.frame.select("external_id", "amount", "occurred_at").iter_rows()}
    assert found == {key: (baskets[key], times[key]) for key in baskets.keys() - uncertain}
    assert len(answer.bad) == len(uncertain) == 1
    assert "2223/4.0128e+10" in found


@real_data
def test_complete_journey_redemptions_each_have_their_own_id() -> None:
    path = DATA / "complete_journey" / "coupon_redemptions.csv"
    answer = apply(read_table(path), load_mapping(MAPPINGS / "complete_journey_redemptions.yaml"))
    assert answer.bad == []
    assert answer.frame["external_id"].n_unique() == len(answer.frame) == 2102


@real_data
def test_the_transaction_times_are_the_shops_own_in_new_york() -> None:
    rows = read_table(DATA / "complete_journey" / "transactions_sample.csv.gz")
    spec = {"type": "purchase", "external_id": "{basket_id}/{product_id}", "occurred_at": "transaction_timestamp"}
    answer = mapped(rows, spec, timezone="America/New_York")
    local = answer.frame["occurred_at"].str.head(19).str.replace("T", " ", literal=True)
    assert local.to_list() == rows.frame["transaction_local"].to_list()

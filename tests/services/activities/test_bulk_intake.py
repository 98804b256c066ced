"""A file's rows become what the API would make of each of them, in bulk or one by one."""

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoring.periods import micros
from services.activities.bulk_intake import as_item, normalise
from services.activities.intake import INTAKE, Intake, read
from services.errors import Invalid
from services.imports.tables.mapping import FIELDS

Row = dict[str, str | None]

NOW = micros(dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC))
ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe")]
ATTRIBUTES = ("attributes.segment", "attributes.^a$", "attributes.客户", 'attributes."q"\\', "attributes.x\ty")
GOOD = {"type": "visit", "source": "crm", "external_id": "1", "occurred_at": "2026-03-02", "employee": "E1"}


def frame_of(rows: list[Row]) -> pl.DataFrame:
    names = dict.fromkeys([*FIELDS, *(name for row in rows for name in row)])
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
    return frame.with_columns(pl.int_range(2, len(rows) + 2, dtype=pl.Int64).alias("line"))


def in_bulk(rows: list[Row], zone: ZoneInfo) -> list[tuple[object, ...]]:
    """By line, either the normal form or field and message of the refusal."""
    answer = normalise(frame_of(rows), zone=zone, now=NOW)
    assert answer.frame.schema == {**INTAKE, "line": pl.Int64()}
    assert answer.frame["line"].is_sorted()
    read_rows = [(line, *rest) for *rest, line in answer.frame.iter_rows()]
    return sorted([*read_rows, *answer.refused], key=lambda row: row[0])


def one_by_one(rows: list[Row], zone: ZoneInfo) -> list[tuple[object, ...]]:
    answers: list[tuple[object, ...]] = []
    for line, row in enumerate(rows, 2):
        try:
            answers.append((line, *read(as_item(row), zone=zone, now=NOW).row()))
        except Invalid as wrong:
            answers.append((line, wrong.field, wrong.message))
    return answers


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What had to be read one by one."""
    seen: list[object] = []

    def watched(item: object, **more: object) -> Intake:
        seen.append(item)
        return read(item, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("services.activities.bulk_intake.read", watched)
    return seen


# what may stand in a cell ---------------------------------------------------------------------------------------------

odd = st.text(st.characters(codec="utf-8"), max_size=12)
awkward = st.sampled_from(["", " ", "a\nb", "a\tb", "\x00", "\x7f", "\x85", "é", "汉" * 200, "汉" * 201, "x" * 201, '"\\', "=1+1", "|"])
codes = st.from_regex(r"[A-Z]{1,2}[0-9]{1,3}", fullmatch=True)
texts = st.one_of(codes, odd, awkward)

# the hours when a clock is changed: New York 2026-03-08 and 2026-11-01, Lord Howe 2026-04-05 and 2026-10-04,
# Shanghai 1991-04-14 and 1991-09-15
changes = st.sampled_from(["2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04", "1991-04-14", "1991-09-15", "1986-05-04"])
days = st.one_of(
    changes,
    st.dates(dt.date(1969, 12, 30), dt.date(2026, 11, 23)).map(str),
    st.sampled_from(["2026-02-30", "0000-01-01"]),
)
clocks = st.tuples(st.integers(0, 3), st.integers(0, 59)).map(lambda t: f"{t[0]:02d}:{t[1]:02d}")
any_clock = st.one_of(clocks, st.times().map(lambda t: f"{t:%H:%M}"), st.sampled_from(["24:00", "23:60", "9:00", "１０:00"]))
seconds = st.sampled_from(["", ":00", ":59", ":60", ":07.5", ":07.123456", ":07.1234567", ":07."])
offsets = st.sampled_from(["", "", "Z", "z", "+00:00", "-00:00", "+08:00", "-0500", "+05:45", "+23:59", "+24:00", "+08:75", "+8"])
stamps = st.builds("{}{}{}{}{}".format, days, st.sampled_from(["T", " ", "t"]), any_clock, seconds, offsets)
instants = st.one_of(stamps, days, stamps.map(lambda text: text + "\n"), odd)

numbers = st.one_of(
    st.decimals(-(10**12), 10**12, places=4).map(lambda d: f"{d:f}"),
    st.from_regex(r"[+-]?[0-9]{1,14}(\.[0-9]{1,6}0*)?", fullmatch=True),
    st.sampled_from(["1e3", "NaN", "1,000", ".5", "5.", "-0", "+5", "١٢", "1" * 5000, "0" * 60 + "7.50", "1." + "0" * 60, " 1"]),
)
lists = st.one_of(st.lists(texts, max_size=4).map("|".join), st.sampled_from(["|".join(f"E{n}" for n in range(101)), "|||"]))
values = st.one_of(texts, st.sampled_from(["a\r\nb", "x" * 2000, "x" * 2001, "\u2028", "a\\nb"]))


def row_of(text: st.SearchStrategy[str]) -> st.SearchStrategy[Row]:
    def maybe(cell: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
        return st.one_of(st.none(), cell)

    return st.fixed_dictionaries(
        {
            "type": maybe(text),
            "source": text,
            "external_id": text,
            "occurred_at": instants,
            "employee": maybe(text),
            "customer": maybe(text),
            "amount": maybe(numbers),
            "quantity": maybe(numbers),
            "channel": maybe(text),
            "collaborators": maybe(lists),
            "note": maybe(st.one_of(text, st.sampled_from(["汉" * 4000, "汉" * 4001, "two\nlines"]))),
        },
        optional=dict.fromkeys(ATTRIBUTES, maybe(values)),
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(row_of(codes), row_of(texts)), min_size=1, max_size=8), st.sampled_from(ZONES))
@example([GOOD | {"occurred_at": "2026-03-08T02:30"}], ZONES[1])
@example([GOOD | {"occurred_at": "2026-11-01 01:30:00"}], ZONES[1])
@example([GOOD | {"occurred_at": "2026-10-04T02:15"}, GOOD | {"occurred_at": "2026-04-05T01:45"}], ZONES[2])
def test_a_row_becomes_in_bulk_what_it_becomes_alone(rows: list[Row], zone: ZoneInfo) -> None:
    assert in_bulk(rows, zone) == one_by_one(rows, zone)


@settings(max_examples=200, deadline=None)
@given(st.lists(stamps, min_size=1, max_size=20), st.sampled_from(ZONES))
def test_an_instant_means_in_bulk_what_it_means_alone(stamps: list[str], zone: ZoneInfo) -> None:
    rows: list[Row] = [GOOD | {"occurred_at": stamp} for stamp in stamps]
    assert in_bulk(rows, zone) == one_by_one(rows, zone)


EDGES: list[Row] = [
    *({"external_id": "汉" * size} for size in (200, 201)),
    *({"note": "汉" * size} for size in (4000, 4001)),
    *({"attributes.a": "x" * size} for size in (2000, 2001)),
    *({f"attributes.{'n' * size}": "1"} for size in (80, 81)),
    *({"collaborators": "|".join(f"E{n}" for n in range(size))} for size in (100, 101)),
    *({"attributes.a": text} for text in ("tab\tbed", "two\r\nlines", 'a "quoted" \\ one', "\x0b", "\x85", "")),
    *({"occurred_at": day} for day in ("1970-01-01", "1969-12-31T23:59Z", "2026-11-21T09:30Z", "2026-11-21T09:30:01Z")),
    *({"occurred_at": f"2026-03-02T10:00:0{seconds}Z"} for seconds in ("0.5", "0.05", "0.000001", "0.0000001")),
    *({"amount": text} for text in ("999999999999.9999", "-1000000000000", "1.00000", "1.00001", "007", "+0")),
    {"employee": ""},
    {"type": ""},
]


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: ascii(edge)[:40])
def test_at_the_edges_a_row_becomes_in_bulk_what_it_becomes_alone(edge: Row) -> None:
    rows = [GOOD, GOOD | edge]
    assert in_bulk(rows, ZONES[0]) == one_by_one(rows, ZONES[0])


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("minute", ["00", "15", "30", "59"])
def test_every_hour_of_two_years_means_what_python_says(zone: ZoneInfo, minute: str) -> None:
    hours = pl.datetime_range(dt.datetime(2024, 1, 1), dt.datetime(2025, 12, 31), "1h", eager=True)
    texts = hours.dt.to_string(f"%Y-%m-%dT%H:{minute}:00").to_list()
    wanted = [micros(dt.datetime.fromisoformat(text).replace(tzinfo=zone)) for text in texts]
    answer = normalise(frame_of([GOOD | {"occurred_at": text} for text in texts]), zone=zone, now=NOW)
    assert answer.frame["at"].to_list() == wanted


# examples -------------------------------------------------------------------------------------------------------------


def test_what_is_well_formed_is_not_read_one_by_one(reading: list[object]) -> None:
    forms = [
        "2026-03-02",
        "2026-03-02T10:00",
        "2026-03-02 10:00:00",
        "2026-03-02T10:00:00Z",
        "2026-03-02T10:00:00.5+0800",
    ]
    full = {
        "amount": "-12.50",
        "collaborators": "E2|E1",
        "attributes.note": 'a "b" \\ c\nd',
        "note": "é\n",
        "channel": "汉" * 200,
    }
    answer = normalise(frame_of([GOOD | full | {"occurred_at": text} for text in forms]), zone=ZONES[0], now=NOW)
    assert (answer.frame.height, reading) == (5, [])


def test_a_refused_row_says_its_line_its_field_and_why_and_its_neighbours_live(reading: list[object]) -> None:
    answer = normalise(frame_of([GOOD, GOOD | {"amount": "1e3"}, GOOD | {"employee": "E2"}]), zone=ZONES[0], now=NOW)
    assert answer.refused == [(3, "amount", "amount must be a plain decimal number such as 1250.00, not 1e3")]
    assert answer.frame.select("employee", "line").rows() == [("E1", 2), ("E2", 4)]
    assert len(reading) == 1


def normal(**cells: str) -> dict[str, object]:
    return normalise(frame_of([GOOD | cells]), zone=ZONES[0], now=NOW).frame.row(0, named=True)


@pytest.mark.parametrize(
    ("cells", "field", "wanted"),
    [
        pytest.param({"occurred_at": "2026-03-02"}, "at", dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC), id="a day is its noon"),
        pytest.param({"occurred_at": "2026-03-02T10:00-05:00"}, "at", dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC), id="offset"),
        pytest.param({"amount": "+012.5"}, "amount", 125_000, id="amount"),
        pytest.param({"collaborators": "E2||E1|E2"}, "collaborators", '["E1","E2"]', id="collaborators, sorted, once"),
        pytest.param({"collaborators": "||"}, "collaborators", None, id="nobody"),
        pytest.param({"attributes.b": "1", "attributes.a": 'x"'}, "attributes", '{"a":"x\\"","b":"1"}', id="attributes, sorted"),
    ],
)
def test_the_normal_form(cells: dict[str, str], field: str, wanted: object) -> None:
    assert normal(**cells)[field] == (micros(wanted) if isinstance(wanted, dt.datetime) else wanted)


def test_more_than_a_hundred_attributes_are_refused() -> None:
    answer = normalise(frame_of([GOOD | {f"attributes.a{n}": "1" for n in range(101)}, GOOD]), zone=ZONES[0], now=NOW)
    assert [field for _, field, _ in answer.refused] == ["attributes"]
    assert answer.frame.height == 1


def test_no_rows_are_no_activities() -> None:
    answer = normalise(frame_of([GOOD]).clear(), zone=ZONES[0], now=NOW)
    assert (answer.frame.height, answer.refused) == (0, [])

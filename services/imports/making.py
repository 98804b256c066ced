"""Making known: what a file names and nobody has entered yet is made, as far as its mapping allows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import polars as pl

from db import people
from db.engine import Database
from services.access import Actor
from services.activities.catalogue import put_type
from services.documents import BATCH
from services.errors import Invalid
from services.imports.tables.mapping_document import Kind, MappingInvalid
from services.people.customers import put_customers
from services.people.people import put_employees, put_team
from services.values import quoted, shown, text
from services.world import ActivityType, world


def make_teams(database: Database, actor: Actor, rows: pl.DataFrame) -> int:
    """Every team that a row of people names stands; how many are new. Teams that stood already stay as they were.

    rows: team, and perhaps team_name and team_parent (the code of the team above), of which the first of a team that is not
    blank counts. A team whose code or name no team can have is left out, and its rows are refused. Raises Invalid where teams
    lie in a circle.
    """
    with database.read() as session:
        known = world(database, session).directory.team_ids.keys()
    new = {code: team for code, team in _teams(rows).items() if code not in known and _can_be(code) and _can_be(team["name"])}
    for code in _from_above(new):
        parent = new[code]["parent"]
        put_team(database, actor, code, {"name": new[code]["name"], "parent": parent if parent in known or parent in new else None})
    return len(new)


def _teams(rows: pl.DataFrame) -> dict[str, dict[str, str | None]]:
    """Name and parent by code, of the teams and of those above them that have no row of their own."""
    found: dict[str, dict[str, str | None]] = {}
    columns = [
        pl.col(name) if name in rows.columns else pl.lit(None, pl.String).alias(name) for name in ("team", "team_name", "team_parent")
    ]
    for code, name, parent in rows.select(columns).unique(maintain_order=True).iter_rows():
        if code is not None:
            team = found.setdefault(code, {"name": None, "parent": None})
            team["name"], team["parent"] = team["name"] or name, team["parent"] or parent
    above = {team["parent"]: {"name": None, "parent": None} for team in found.values() if team["parent"] is not None}
    return {code: {"name": team["name"] or code, "parent": team["parent"]} for code, team in (above | found).items()}


def _can_be(name: str | None) -> bool:
    try:
        text(name, "team")
    except Invalid:
        return False
    return True


def _from_above(teams: Mapping[str, Mapping[str, str | None]]) -> list[str]:
    """The codes, each after the team above it. Raises Invalid."""
    above = {code: [parent] if (parent := team["parent"]) in teams and parent else [] for code, team in teams.items()}
    try:
        return list(TopologicalSorter(above).static_order())
    except CycleError as circle:
        names = ", ".join(map(shown, circle.args[1]))
        raise Invalid(f"The teams {names} lie above each other: correct the column team_parent", field="team_parent") from None


def make_known(database: Database, actor: Actor, rows: pl.DataFrame, creates: Collection[Kind]) -> None:
    """Every employee, customer and type that a right row names and that may be made is known, its code being its name.

    rows: `INTAKE`. A row is right if nothing else would have it rejected. Raises Forbidden, and MappingInvalid where a
    type has a name that no type can have.
    """
    if not creates or rows.is_empty():
        return
    known = _known(database, rows)
    rows = rows.filter(_is_right(known, creates))
    if "activity_types" in creates:
        for key in _new(rows["type"], known.types):
            _make_type(database, actor, key)
    if "employees" in creates:
        collaborators = rows.select(_collaborators().explode()).to_series()
        codes = _new(pl.concat([rows["employee"], collaborators.alias("employee")]), known.employees)
        _in_batches(put_employees, database, actor, codes)
    if "customers" in creates:
        _in_batches(put_customers, database, actor, _new(rows["customer"], known.customers))


@dataclass(frozen=True, slots=True)
class _Known:
    types: Mapping[str, ActivityType]
    employees: Collection[str]
    customers: Collection[str]


def _known(database: Database, rows: pl.DataFrame) -> _Known:
    customers = rows["customer"].drop_nulls().unique().to_list()
    with database.read() as session:
        here = world(database, session)
        stored = people.account_ids(session, people.CUSTOMER, customers) if customers else {}
    return _Known(here.types, here.directory.employee_ids.keys(), stored.keys())


def _is_right(known: _Known, creates: Collection[Kind]) -> pl.Expr:
    right = [~_lacks(kind) for kind in known.types.values() if kind.requires]
    if "activity_types" not in creates:
        right.append(pl.col("type").is_in(list(known.types)))
    if "employees" not in creates:
        staff = list(known.employees)
        right.append(pl.col("employee").is_null() | pl.col("employee").is_in(staff))
        right.append(_collaborators().list.eval(pl.element().is_in(staff)).list.all().fill_null(True))
    if "customers" not in creates:
        right.append(pl.col("customer").is_null() | pl.col("customer").is_in(list(known.customers)))
    return pl.all_horizontal(pl.lit(True), *right)


def _lacks(kind: ActivityType) -> pl.Expr:
    """The row is of this type and without a field that it needs."""
    return (pl.col("type") == kind.key) & ~pl.all_horizontal(_has(field) for field in kind.requires)


def _has(field: str) -> pl.Expr:
    name = field.removeprefix("attributes.")
    if name == field:
        return pl.col(field).is_not_null()
    members = [f"{before}{quoted(name)}:" for before in "{,"]
    return pl.any_horizontal(pl.col("attributes").str.contains(m, literal=True) for m in members).fill_null(False)


def _collaborators() -> pl.Expr:
    return pl.col("collaborators").str.json_decode(pl.List(pl.String))


def _new(codes: pl.Series, known: Collection[str]) -> list[str]:
    return sorted(set(codes.drop_nulls().unique().to_list()).difference(known))


def _make_type(database: Database, actor: Actor, key: str) -> None:
    try:
        put_type(database, actor, key, {"label": key})
    except Invalid as wrong:
        raise MappingInvalid([f"type: {wrong.message}"]) from wrong


Put = Callable[[Database, Actor, Sequence[Mapping[str, object]]], object]


def _in_batches(put: Put, database: Database, actor: Actor, codes: Sequence[str]) -> None:
    for start in range(0, len(codes), BATCH):
        put(database, actor, [{"code": code, "name": code} for code in codes[start : start + BATCH]])

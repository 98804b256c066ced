"""What happened, in the normal form in which activities are recorded: codes for numbers, instants, notes, the system that sent it."""

import polars as pl

from services.activities.intake import INTAKE
from services.beginning.demonstration.chance import dice, one_of
from services.beginning.demonstration.happenings import Scene

NOTED = {
    "customer_visited": 0.06,
    "follow_up": 0.08,
    "service_done": 0.3,
    "colleague_helped": 0.45,
    "ice_breaker_done": 1.0,
    "goods_returned": 0.7,
}
"""How many have a note."""
SOURCES = {"deal_won": "crm", "customer_created": "crm", "satisfaction_rated": "survey", "goods_returned": "crm"}
"""Which system sends what; the others come from the app."""
PREFIXES = {
    "customer_visited": "V",
    "follow_up": "F",
    "service_done": "S",
    "colleague_helped": "H",
    "deal_won": "D",
    "customer_created": "N",
    "satisfaction_rated": "R",
    "ice_breaker_done": "I",
    "goods_returned": "G",
}


def as_sent(scene: Scene, rows: pl.DataFrame) -> pl.DataFrame:
    """The activities as `services.activities.intake` would give them, in order of time. rows: as `happenings`. Columns: `INTAKE` and day."""
    rows = rows.sort("day", "second", "type", "person", "shop", maintain_order=True)
    number = pl.int_range(1, pl.len() + 1).over("type").cast(pl.String).str.zfill(6)
    rows = rows.with_columns(
        (pl.col("type").replace_strict(PREFIXES) + "-" + number).alias("external_id"),
        pl.col("type").replace_strict(SOURCES, default="app").alias("source"),
        _instants(scene.words.organisation.timezone),
        _codes(rows["person"], scene.staff.codes).alias("employee"),
        _codes(rows["shop"], scene.shops.codes).alias("customer"),
        ('["' + _codes(rows["helper"], scene.staff.codes) + '"]').alias("collaborators"),
        ('{"stars":' + pl.col("stars").cast(pl.String) + "}").alias("attributes"),
        pl.Series("channel", _channels(scene, rows)),
        pl.Series("note", _notes(scene, rows["type"].to_list()), dtype=pl.String),
    )
    absent = [pl.lit(None, dtype).alias(name) for name, dtype in INTAKE.items() if name not in rows.columns]
    return rows.with_columns(absent).select(*INTAKE, "day")


def _instants(zone: str) -> pl.Expr:
    """Seconds of a local day as microseconds since 1970 UTC; no clock changes in working hours."""
    local = pl.from_epoch(pl.col("day") * 86_400 + pl.col("second"), time_unit="s").cast(pl.Datetime("us"))
    return local.dt.replace_time_zone(zone).dt.timestamp("us").alias("at")


def _codes(numbers: pl.Series, codes: list[str]) -> pl.Series:
    return numbers.replace_strict(dict(enumerate(codes)), return_dtype=pl.String)


def _channels(scene: Scene, rows: pl.DataFrame) -> list[str | None]:
    drawn = one_of(dice(scene.seed, "channels"), scene.words.channels, rows.height)
    return [channel if kind == "deal_won" else None for channel, kind in zip(drawn, rows["type"].to_list(), strict=True)]


def _notes(scene: Scene, kinds: list[str]) -> list[str | None]:
    rolled = dice(scene.seed, "notes")
    chance, choice = rolled.random(len(kinds)), rolled.integers(0, 10**9, len(kinds))
    notes = scene.words.notes
    return [
        notes[kind][choice[n] % len(notes[kind])] if kind in NOTED and chance[n] < NOTED[kind] else None for n, kind in enumerate(kinds)
    ]

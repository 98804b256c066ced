"""Dates and times as other systems write them, read into instants and days."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl

ISO = (
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
)
EPOCHS = {"epoch_s": 1_000_000, "epoch_ms": 1_000}
DAY, LOCAL, INSTANT = 1, 2, 3
_DIRECTIVES = set("YymdbBehHIklMSpPfzjaATFRD%")


def format_of(text: str) -> str:
    """The format in the notation of polars, from that of strptime; raises ValueError with what is wrong.

    A `Z` at the end means UTC, as it does wherever it is written. `epoch_s` and `epoch_ms` count from 1970.
    """
    if text in EPOCHS:
        return text
    unknown = [letter for letter in re.findall(r"%(.?)", text.replace("%.f", "%f")) if letter not in _DIRECTIVES]
    if unknown or text.replace("%%", "").endswith("%"):
        raise ValueError(f"%{(unknown or [''])[0]} is not known; use the letters of strptime, as in %Y-%m-%d")
    if not all(re.search(f"%[{letters}]", text) for letters in ("YyFD", "mbBhjFD", "dejFD")):
        raise ValueError("must have a year, a month and a day, as %Y-%m-%d has")
    text = re.sub(r"\.%f", "%.f", text)
    text = re.sub(r"(%[SMTR]|%\.f)Z$", r"\1%z", text).replace("%z", "%#z")
    if not _reads_what_it_writes(text):
        raise ValueError("does not say which time is meant, as %Y-%m-%d %H:%M or %d/%m/%Y %I:%M %p would")
    return text


def _reads_what_it_writes(pattern: str) -> bool:
    sample = pl.Series([datetime(2026, 11, 22, 13, 14, 15, tzinfo=UTC)])
    try:
        return _read(sample.dt.to_string(pattern.replace("%#z", "%z")), pattern)[1].item() is not None
    except pl.exceptions.PolarsError:
        return False


def parse(text: pl.Series, formats: Sequence[str], zone: str | None) -> pl.DataFrame:
    """What each text means by the first format that fits.

    Columns: kind (Int8: DAY, LOCAL, INSTANT; null if blank or unreadable), local (Datetime, in the zone; a day is its
    noon), at (Datetime, UTC; without a zone local times are taken for UTC, which still orders them).
    """
    text = text.str.strip_chars()
    schema = {"kind": pl.Int8(), "local": pl.Datetime("us"), "instant": pl.Datetime("us")}
    found = pl.DataFrame(schema=schema).clear(len(text))
    for pattern in formats:
        found = _with_format(found, text, pattern)
        if found["kind"].null_count() == text.null_count():
            break
    return _in_zone(found, zone or "UTC")


def _with_format(found: pl.DataFrame, text: pl.Series, pattern: str) -> pl.DataFrame:
    """The finds, with those rows filled in that had none and fit this format."""
    kind, times = _read(text, pattern)
    fits = found["kind"].is_null() & times.is_not_null()
    target = "instant" if kind == INSTANT else "local"
    return found.with_columns(
        kind=pl.when(pl.lit(fits)).then(pl.lit(kind, pl.Int8)).otherwise("kind"),
        **{target: pl.when(pl.lit(fits)).then(pl.lit(times)).otherwise(target)},
    )


def _read(text: pl.Series, pattern: str) -> tuple[int, pl.Series]:
    if pattern in EPOCHS:
        plain = text.set(~text.str.contains(r"^-?[0-9]{1,14}$").fill_null(False), None)
        return INSTANT, (plain.cast(pl.Int64) * EPOCHS[pattern]).cast(pl.Datetime("us"))
    if "%#z" in pattern:
        aware = text.str.to_datetime(pattern, time_unit="us", time_zone="UTC", strict=False)
        return INSTANT, aware.dt.replace_time_zone(None)
    if re.search("%[HIklMSTR]|%.f", pattern):
        return LOCAL, text.str.to_datetime(pattern, time_unit="us", strict=False)
    days = text.str.to_date(pattern, strict=False)
    return DAY, days.cast(pl.Datetime("us")).dt.offset_by("12h")


def _in_zone(found: pl.DataFrame, zone: str) -> pl.DataFrame:
    at = found["local"] if zone == "UTC" else _utc(found["local"], zone)
    at = at.zip_with(at.is_not_null(), found["instant"])
    local = at.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return pl.DataFrame([found["kind"], local.alias("local"), at.alias("at")])


def _utc(local: pl.Series, zone: str) -> pl.Series:
    """The instants of local times: the first of an hour that the clock shows twice; for one that it skips, as if
    the clock had not yet been put forward, which is what Python and the API do.
    """

    def instants(times: pl.Series) -> pl.Series:
        aware = times.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        return aware.dt.convert_time_zone("UTC").dt.replace_time_zone(None)

    at = instants(local)
    if at.null_count() == local.null_count():
        return at
    a_day_later = instants(local.dt.offset_by("-24h")).dt.offset_by("24h")
    return at.zip_with(at.is_not_null(), a_day_later)


def iso(parsed: pl.DataFrame, zone: str | None) -> pl.Series:
    """Each time as the API takes it: `2026-03-01T10:00:00-05:00`, in UTC with `Z`.

    Without a zone a local time stays without an offset. A day stays a day: it is the organisation's own of that date,
    wherever the other system stands.
    """
    forms = {DAY: "%Y-%m-%d", LOCAL: "%Y-%m-%dT%H:%M:%S%.f" if zone is None else "", INSTANT: ""}
    text = pl.Series([None], dtype=pl.String).new_from_index(0, len(parsed))
    for kind, form in forms.items():
        rows = parsed["kind"] == kind
        if rows.any():
            text = _rendered(parsed, form, zone or "UTC").zip_with(rows.fill_null(False), text)
    return text.alias("occurred_at")


def _rendered(parsed: pl.DataFrame, form: str, zone: str) -> pl.Series:
    if form:
        return parsed["local"].dt.to_string(form)
    if zone == "UTC":
        return parsed["at"].dt.to_string("%Y-%m-%dT%H:%M:%S%.fZ")
    aware = parsed["at"].dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    return aware.dt.to_string("%Y-%m-%dT%H:%M:%S%.f%:z")


def is_later(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Whether left is after right: by days if either has no time of day; null where one of them is missing."""
    by_day = (left["kind"] == DAY) | (right["kind"] == DAY)
    days = left["local"].dt.date() > right["local"].dt.date()
    return days.zip_with(by_day.fill_null(False), left["at"] > right["at"])

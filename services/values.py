"""Reading values that people and programs send: text, codes, amounts, instants, days. Each refusal is one sentence."""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from scoring.amounts import AmountInvalid, parse_e4
from scoring.periods import day_number, micros, noon
from services.errors import Invalid

CODE_LENGTH = 200
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
T = TypeVar("T")
LAST_DAY = dt.date(2199, 12, 31)


def shown(value: object) -> str:
    """A value as a message may quote it: short, on one line."""
    text = value if isinstance(value, str) else repr(value)
    text = CONTROL.sub("?", text)
    return text if len(text) <= 40 else text[:37] + "..."


def text(value: object, field: str, *, most: int = CODE_LENGTH, lines: bool = False) -> str:
    """Text of 1 to `most` characters without control characters (with `lines`: but for line breaks and tabs), kept as it is."""
    if not isinstance(value, str):
        raise Invalid(f"{field} must be text, not {shown(value)}", field=field)
    if not value:
        raise Invalid(f"{field} must not be empty", field=field)
    if len(value) > most:
        raise Invalid(f"{field} must have at most {most} characters, not {len(value)}", field=field)
    if (CONTROL_BUT_LINES if lines else CONTROL).search(value):
        raise Invalid(f"{field} must not contain control characters", field=field)
    return value


def optional(value: object, field: str, read: Callable[..., T], **more: object) -> T | None:
    return None if value is None or value == "" else read(value, field, **more)


def amount_e4(value: object, field: str) -> int:
    if isinstance(value, (str, int, Decimal)) and not isinstance(value, bool):
        try:
            return parse_e4(value)
        except AmountInvalid as wrong:
            raise Invalid(f"{field} {wrong}, not {shown(str(value) if isinstance(value, Decimal) else value)}", field=field) from wrong
    raise Invalid(f"{field} must be a plain decimal number such as 1250.00, not {shown(value)}", field=field)


def day(value: object, field: str) -> dt.date:
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            found = dt.date.fromisoformat(value)
        except ValueError:
            found = None
        if found and found <= LAST_DAY:
            return found
    raise Invalid(f"{field} must be a day such as 2026-03-02, not {shown(value)}", field=field)


def day_no(value: object, field: str) -> int:
    return day_number(day(value, field))


def instant(value: object, field: str, *, zone: ZoneInfo) -> int:
    """Microseconds UTC of ISO 8601 text; without an offset it is in `zone`, a day alone is its noon there."""
    if isinstance(value, str):
        found = INSTANT.fullmatch(value)
        if found:
            try:
                return _instant(found, zone)
            except (ValueError, OverflowError):
                pass
        elif DAY.fullmatch(value):
            return noon(day(value, field), zone)
    raise Invalid(
        f"{field} must be an instant such as 2026-03-02T10:00:00+08:00 or a day such as 2026-03-02, not {shown(value)}",
        field=field,
    )


def _instant(found: re.Match[str], zone: ZoneInfo) -> int:
    local = dt.datetime.fromisoformat(f"{found[1]}T{found[2]}")
    offset = found[3]
    if offset is None:
        return micros(local.replace(tzinfo=zone))
    if offset == "Z":
        return micros(local.replace(tzinfo=dt.UTC))
    return micros(dt.datetime.fromisoformat(f"{found[1]}T{found[2]}{offset}"))


def no_others(document: Mapping[str, object], known: frozenset[str]) -> None:
    """Raises Invalid for the first field that is not known."""
    for name in document:
        if name not in known:
            raise Invalid(f"unknown field {shown(name)}: known are {', '.join(sorted(known))}", field=shown(name))


def flat(value: object, field: str) -> str | None:
    """A flat object of text, numbers, true and false as canonical JSON: sorted, absent = null = empty left out; None where nothing is left."""
    if not isinstance(value, dict):
        raise Invalid(f"{field} must be an object of names and values, not {shown(value)}", field=field)
    if len(value) > 100:
        raise Invalid(f"{field} must hold at most 100 names, not {len(value)}", field=field)
    kept = {text(name, f"{field} name", most=80): v for name, v in value.items() if v is not None and v != ""}
    return "{" + ",".join(f"{quoted(name)}:{_scalar(kept[name], f'{field}.{name}')}" for name in sorted(kept)) + "}" if kept else None


def quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _scalar(value: object, field: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(text(value, field, most=2000, lines=True))
    if isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    if isinstance(value, Decimal) and value.is_finite() and -15 < value.adjusted() < 15:
        plain = format(value.normalize(), "f")
        if len(plain) <= 40:
            return plain
    raise Invalid(f"{field} must be text, true, false or a number below 10^15, not {shown(value)}", field=field)


def text_list(value: object, field: str, *, most: int = 100) -> list[str]:
    if not isinstance(value, list):
        raise Invalid(f"{field} must be a list of texts, not {shown(value)}", field=field)
    if len(value) > most:
        raise Invalid(f"{field} must hold at most {most} texts, not {len(value)}", field=field)
    return [text(item, f"{field}[{number}]") for number, item in enumerate(value)]

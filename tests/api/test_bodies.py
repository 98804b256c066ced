"""What a body must be before anybody looks into it."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from api.bodies import parse, refuse_halves
from api.errors import Malformed
from config.settings import Settings
from db.engine import Database
from services.errors import Invalid
from tests.api.conftest import Client, activity, refused

MALFORMED = {
    "empty": b"",
    "no JSON": b"{activities: []}",
    "two values": b"{} {}",
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "broken UTF-8": b'{"a": "\xff"}',
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "a name twice": b'{"a": 1, "a": 2}',
    "a name twice, deep": b'{"x": [{"a": 1, "b": 2, "a": 1}]}',
    "5,000 digits": b'{"a": ' + b"9" * 5_000 + b"}",
    "an exponent without end": b'{"a": 1e99999999999999999999}',
    "100,000 lists": b"[" * 100_000 + b"]" * 100_000,
    "100,000 objects": b'{"a":' * 100_000,
    "40 lists": b'{"a":' + b"[" * 40 + b"]" * 40 + b"}",
    "a control character": b'{"a": "\x00"}',
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_strict_json_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse(body)


def test_a_number_with_a_point_is_exact() -> None:
    assert parse(b'{"a": 0.1, "b": 1e309, "c": 12}') == {"a": Decimal("0.1"), "b": Decimal("1e309"), "c": 12}


def test_half_a_character_is_refused_with_its_place() -> None:
    with pytest.raises(Invalid) as wrong:
        refuse_halves(parse(b'{"name": "x", "tags": ["ok", "\\ud800"]}'))
    assert wrong.value.field == "tags[1]"


def test_a_whole_pair_is_a_character() -> None:
    refuse_halves(parse(b'{"name": "\\ud83e\\udd8a"}'))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/v1/activities", "/v1/plans", "/v1/employees:batch", "/v1/activities/reverse"])
def test_a_malformed_body_answers_400_everywhere(api: Client, path: str) -> None:
    for body in MALFORMED.values():
        refused(api.post(path, content=body), 400, "malformed")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("body", [b"[]", b"null", b"3", b'"x"'])
def test_a_body_that_is_no_object_answers_422(api: Client, body: bytes) -> None:
    refused(api.post("/v1/activities", content=body), 422)
    refused(api.put("/v1/teams/EAST", content=body), 422)


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * 1_000


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_body_that_is_too_large_answers_413_with_and_without_a_length(database: Database, settings: Settings) -> None:
    from api.app import create_api
    from services.access import Scope
    from tests.api.conftest import found, key_for

    found(database)
    small = settings.model_copy(update={"max_body_bytes": 10_000})
    api = Client(create_api(database, small), key_for(database, *Scope))
    for path in ("/v1/activities", "/v1/plans"):
        refused(api.post(path, content=b" " * 10_001), 413, "too_large")
        refused(api.post(path, content=pieces(11)), 413, "too_large")
        refused(api.post(path, content=pieces(100)), 413, "too_large")
    assert api.post("/v1/activities", {"activities": [activity(1, note="x" * 3_000)]}).status_code == 200
    api.close()

"""Reading what a client sends: bounded, strict, and never a float where money may stand."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, NoReturn

from fastapi import Depends, Request

from api.errors import Malformed, TooLarge
from services.errors import Invalid

DEEPEST = 32
DISCARD_TIMES = 4
SURROGATES = range(0xD800, 0xE000)
Document = dict[str, Any]


async def read_body(request: Request) -> bytes:
    """The body, at most as large as the settings say, whatever its header promised. Raises TooLarge."""
    most: int = request.app.state.max_body_bytes
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size <= most:
            parts.append(part)
        elif size > DISCARD_TIMES * most:
            break  # a client that is still sending would not see the answer: discard what is bearable first
    if size > most:
        raise TooLarge(f"the body must have at most {most:,} bytes: send it in several requests")
    return b"".join(parts)


def parse(body: bytes) -> Any:
    """The JSON value: numbers with a point are Decimal. Raises Malformed where it is not strictly JSON in UTF-8."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise Malformed(f"the body is not UTF-8: see byte {wrong.start}") from None
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_names_once)
    except json.JSONDecodeError as wrong:
        raise Malformed(f"the body is not JSON: {wrong.msg} at line {wrong.lineno}, column {wrong.colno}") from None
    except (ValueError, ArithmeticError):
        raise Malformed("the body holds a number that is too long to be one") from None
    except RecursionError:
        raise Malformed(f"the body is nested deeper than {DEEPEST} levels") from None
    _refuse_depth(value)
    return value


def _no_number(name: str) -> NoReturn:
    raise Malformed(f"the body is not JSON: {name} is no number there")


def _names_once(pairs: list[tuple[str, Any]]) -> Document:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise Malformed(f"the body names the same field twice in one object: {_repeated(pairs)}")
    return document


def _repeated(pairs: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return ascii(name)[:60]
        seen.add(name)
    return "?"


def _refuse_depth(value: Any) -> None:
    level: Iterable[Any] = [value]
    for _ in range(DEEPEST + 1):
        level = [inner for node in level if isinstance(node, dict | list) for inner in _inside(node)]
        if not level:
            return
    raise Malformed(f"the body is nested deeper than {DEEPEST} levels")


def _inside(node: Document | list[Any]) -> Iterable[Any]:
    return node.values() if isinstance(node, dict) else node


def as_document(value: Any) -> Document:
    """The value, which must be an object. Raises Invalid."""
    if not isinstance(value, dict):
        raise Invalid("the body must be an object: {...}")
    return value


async def read_document(request: Request) -> Document:
    """The object in the body, whose texts can all be stored. Raises TooLarge, Malformed, Invalid."""
    body = await read_body(request)
    document = as_document(parse(body))
    if b"\\u" in body:
        refuse_halves(document)
    return document


def refuse_halves(value: Any, path: str = "") -> None:
    """Raises Invalid, naming the place, where a text holds half of a surrogate pair: that has no bytes to store."""
    if isinstance(value, str) and any(ord(letter) in SURROGATES for letter in value):
        raise Invalid(f"{path} holds half of a character (a lone surrogate)", field=path)
    if isinstance(value, dict):
        for name, inner in value.items():
            refuse_halves(name, f"{path}.{ascii(name)[1:-1]}".lstrip("."))
            refuse_halves(inner, f"{path}.{ascii(name)[1:-1]}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            refuse_halves(inner, f"{path}[{number}]")


Sent = Annotated[Document, Depends(read_document)]

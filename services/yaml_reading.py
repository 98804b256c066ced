"""A document in YAML or JSON becomes a value, or is refused with the line of the mistake.

YAML as a plan needs it: `op: =` is text, `no` is text (only true and false are flags), a key stands once.
"""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn

import yaml
from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode, Node, ScalarNode

from services.errors import Invalid
from services.values import shown

BOOL = "tag:yaml.org,2002:bool"
FLAG = re.compile(r"(?:true|True|TRUE|false|False|FALSE)$")
UNQUOTED = re.compile(r"\bop:\s*(>=?|!=)(?=[\s,}]|$)")
FRAGILE = ("int", "float", "bool", "timestamp")
MOST_MERGED = 10_000
"""Fields that `<<` brings in, in all of a document: a few lines of it can ask for billions."""


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, without what surprises in a plan."""

    merged = 0

    def flatten_mapping(self, node: MappingNode) -> None:
        own = len(node.value)
        super().flatten_mapping(node)
        self.merged += max(0, len(node.value) - own)
        if self.merged > MOST_MERGED:
            raise ConstructorError(None, None, "<< brings in too much: write it out", node.start_mark)

    def compose_mapping_node(self, anchor: Any) -> MappingNode:
        """Looked at here and not where it becomes a value, because there merged keys stand beside its own."""
        node = super().compose_mapping_node(anchor)
        seen: set[tuple[str, str]] = set()
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                continue
            if (key.tag, key.value) in seen:
                raise ConstructorError(None, None, f"the key {shown(key.value)} stands twice", key.start_mark)
            seen.add((key.tag, key.value))
        return node


def _as_text(_: _Loader, node: ScalarNode) -> str:
    return str(node.value)


def _whole(construct: Callable[[Any, Any], object]) -> Callable[[Any, Any], object]:
    """The same, with the place of a value that is none: a day that no month has, a number of thousands of digits."""

    def constructed(loader: _Loader, node: Node) -> object:
        try:
            return construct(loader, node)
        except (ValueError, KeyError, IndexError, AttributeError, OverflowError):
            kind = "date" if node.tag.endswith("timestamp") else "value"
            raise ConstructorError(None, None, f"{shown(node.value)} is no {kind} that there is", node.start_mark) from None

    return constructed


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != BOOL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(BOOL, FLAG, list("tTfF"))
_Loader.add_constructor("tag:yaml.org,2002:value", _as_text)
for _name in FRAGILE:
    _tag = f"tag:yaml.org,2002:{_name}"
    _Loader.add_constructor(_tag, _whole(yaml.SafeLoader.yaml_constructors[_tag]))


def read_document(text: str) -> object:
    """The value of a document. Raises Invalid, one sentence with the line."""
    if text.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(text, object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_constant)
        except json.JSONDecodeError:
            pass
        except (ValueError, RecursionError):
            raise Invalid("The document holds a number that is too long, or is nested too deeply") from None
    try:
        return yaml.load(text, Loader=_Loader)  # a safe loader
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line = mark.line + 1 if mark else 1
        raise Invalid(_sentence(line, _quotes(text, line) or wrong.problem or wrong.context)) from None
    except yaml.reader.ReaderError as wrong:
        line = text.count("\n", 0, wrong.position) + 1
        raise Invalid(_sentence(line, "there is a character that YAML does not allow")) from None
    except (RecursionError, ValueError):
        raise Invalid("The document is nested too deeply") from None


def _quotes(text: str, line: int) -> str | None:
    """What to do about the commonest mistake: `op: >=` is no text without quotes, as `op: =` and `op: <` are."""
    signs = UNQUOTED.search("".join(text.splitlines()[line - 1 : line]))
    return f'put quotes around the sign: op: "{signs[1]}"' if signs else None


def _sentence(line: int, problem: str | None) -> str:
    return f"The document cannot be read at line {line}: {problem or 'it is no YAML'}"


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise Invalid(f"The document cannot be read: the key {shown(key)} stands twice")
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise Invalid(f"The document cannot be read: {name} is no number")

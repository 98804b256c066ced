"""Whatever a page says, it says in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from jinja2 import Environment, nodes

from config.phrases import LANGUAGES, PHRASES
from config.translating import catalogue
from ui.refusals import SENTENCES, WORDS

HERE = Path(__file__).parents[2]
ROOMS = ("ui", "pages")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS: dict[str, Any] = {"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAME_IN_BOTH = {"Laurel", "English", "中文", "API", "CSV", "{moment} by {actor}"}
"""What is written alike, or needs no word in Chinese."""

Key = tuple[str | None, str | tuple[str, ...]]


def said() -> dict[Key, str]:
    """(context, text or (one, many)) of every sentence in the pages' code and templates, and where the first stands."""
    found: dict[Key, str] = {}
    for room in ROOMS:
        for file, line, text, _comments, context in extract_from_dir(HERE / room, METHODS, keywords=KEYWORDS):
            found.setdefault((context, text if isinstance(text, str) else tuple(text)), f"{room}/{file}:{line}")
    return found


def translated() -> dict[Key, Message]:
    """The entries of zh.po that are no refusals."""
    entries = (message for message in catalogue("zh") if message.id)
    return {(m.context, m.id if isinstance(m.id, str) else tuple(m.id)): m for m in entries if m.context not in (SENTENCES, WORDS)}


def targets(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def sources(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def holes(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def entry(key: Key) -> str:
    """The beginning of an entry for zh.po."""
    context, text = key
    head = f"msgctxt {_quoted(context)}\n" if context else ""
    if isinstance(text, str):
        return f'{head}msgid {_quoted(text)}\nmsgstr ""'
    return f'{head}msgid {_quoted(text[0])}\nmsgid_plural {_quoted(text[1])}\nmsgstr[0] ""'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def test_every_sentence_of_the_pages_is_translated() -> None:
    done = translated()
    lacking = {key: where for key, where in said().items() if key not in done or not all(targets(done[key]))}
    assert not lacking, "zh.po lacks:\n\n" + "\n\n".join(f"#: {where}\n{entry(key)}" for key, where in lacking.items())


def test_no_translation_is_left_of_what_nobody_says() -> None:
    assert translated().keys() - said().keys() == set()


def test_nothing_waits_for_a_second_look() -> None:
    assert [message.id for message in catalogue("zh") if message.id and message.fuzzy] == []
    assert list(catalogue("zh").obsolete) == []


def test_translations_fill_in_what_the_sentence_does() -> None:
    """Numbers that only a plural shows may be absent from the singular."""
    wrong = {
        key: [sorted(holes(text)) for text in (*sources(message), *targets(message))]
        for key, message in translated().items()
        if any(holes(text) != set().union(*map(holes, sources(message))) for text in targets(message))
    }
    assert {key: found for key, found in wrong.items() if not _is_year_of_a_week(key)} == {}


def _is_year_of_a_week(key: Key) -> bool:
    """Chinese names the year before the week, English after its days."""
    return key == (None, "Week {week} · {days}")


def test_translations_are_chinese() -> None:
    missing = [m for m in translated().values() if not all(CHINESE.search(text) for text in targets(m))]
    assert {text for message in missing for text in sources(message) if spoken(text)} - SAME_IN_BOTH == set()


def spoken(text: str) -> str:
    """The words of a sentence beside its holes."""
    return "".join(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w*\}", "", text)))


@pytest.mark.parametrize("room", ROOMS)
def test_sentences_are_written_where_they_are_said(room: str) -> None:
    """`_(name)` cannot be found by whoever translates: write the sentence itself."""
    hidden = [f"{path.relative_to(HERE)}:{line}" for path in (HERE / room).rglob("*.py") for line in _hidden(path)]
    hidden += [f"{path.relative_to(HERE)}:{line}" for path in (HERE / room).rglob("*.html") for line in _hidden_in_template(path)]
    assert [place for place in hidden if not place.startswith("ui/i18n.py")] == []


def _hidden(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            texts = node.args[: 2 if node.func.id != "_" else 1]
            if not all(isinstance(text, ast.Constant) for text in texts):
                yield node.lineno


@pytest.mark.parametrize("room", ROOMS)
def test_no_sentence_hides_within_an_f_string(room: str) -> None:
    """Extraction reads a call inside of an f-string as part of the text: say it outside."""
    assert [f"{path.relative_to(HERE)}:{line}" for path in (HERE / room).rglob("*.py") for line in _within_f_strings(path)] == []


def _within_f_strings(path: Path) -> Iterator[int]:
    for text in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(text, ast.JoinedStr):
            yield from (c.lineno for c in ast.walk(text) if isinstance(c, ast.Call) and ast.unparse(c.func) in KEYWORDS)


def _hidden_in_template(path: Path) -> Iterator[int]:
    for call in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in KEYWORDS:
            texts = call.args[: 2 if call.node.name != "_" else 1]
            if not all(isinstance(text, nodes.Const) for text in texts):
                yield call.lineno


def labels(document: object, path: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Every {en, zh} in a document, also half of one, and where it stands."""
    if isinstance(document, dict):
        if document.keys() and document.keys() <= {"en", "zh"}:
            yield path, document
        for name, value in document.items():
            yield from labels(value, f"{path}.{name}")
    elif isinstance(document, list):
        for number, value in enumerate(document):
            yield from labels(value, f"{path}[{number}]")


@pytest.mark.parametrize("folder", ["catalogue", "plans", "demonstration"])
def test_the_labels_that_an_installation_starts_with_are_in_both_languages(folder: str) -> None:
    found = [
        one
        for path in sorted((HERE / "config" / folder).glob("*.yaml"))
        for one in labels(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)
    ]
    assert [path for path, label in found if not (label.get("en") and label.get("zh"))] == []


def test_points_are_explained_in_both_languages() -> None:
    assert set(PHRASES) == set(LANGUAGES)
    assert PHRASES["en"].keys() == PHRASES["zh"].keys()
    assert [key for key, text in PHRASES["en"].items() if holes(text) != holes(PHRASES["zh"][key])] == []
    assert [key for key, text in PHRASES["en"].items() if spoken(text) and not CHINESE.search(PHRASES["zh"][key])] == []

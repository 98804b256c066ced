"""Refusals in the reader's language.

Services say what is refused in one English sentence. The Chinese of each stands in zh.po, context `refusal`, with `{0}`, `{1}`
for what was filled in: there the sentence is recognised by its fixed words. What is filled in stays as it is, but for

    {0:word}      a word of ours: a field, a role, an act (context `refusal word`)
    {0:words}     several of them, listed
    {0:quoted}    something of the reader's, in Chinese quotation marks
    {0:sentence}  a sentence within the sentence; the whole is not recognised where that is not
    {0:details}   mistakes with their paths, or what somebody else's program says: as far as they are known
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from string import Formatter
from typing import Any

from config.translating import SOURCE, messages, translations
from services.errors import PlanRefused, Refusal
from ui.i18n import language

SENTENCES = "refusal"
WORDS = "refusal word"
FALLBACK = "Nothing was changed: {0}"
ATTRIBUTE = "attributes."
LISTED = re.compile(r", | or ")
MISTAKES = re.compile(r"; (?=[\w.\[\]]+: )")
PATH = re.compile(r"(.+): (.+)")
SCENE = re.compile(r"Scene \d+: .+")
ENGLISH = {
    "closed_through": "closed through",
    "external_id": "external id",
    "first_weekday": "first day of the week",
    "joined_on": "first day",
    "left_on": "last day",
    "needs_approval": "approval",
    "occurred_at": "time",
    "parent": "team above",
    "points_to_money": "worth of 1,000 points",
    "team_from": "first day in the team",
    "tie_rule": "rule for ties",
    "timezone": "time zone",
}
FIELD = re.compile(rf"^({'|'.join(ENGLISH)})\b|\b({'|'.join(name for name in ENGLISH if '_' in name)})\b")


def sentence(refusal: Refusal) -> str:
    """What is refused and what to do about it, in the reader's language."""
    if isinstance(refusal, PlanRefused):
        return ("；" if language() == "zh" else "; ").join(translated(str(mistake)) for mistake in refusal.mistakes)
    return translated(refusal.message)


def translated(message: str) -> str:
    """Any English sentence of the services in the reader's language; one that is not known is told in English, within a general one."""
    here = language()
    if here == SOURCE:
        return _spoken(message)
    return _found(message, here) or translations(here).pgettext(SENTENCES, FALLBACK).format(message)


def _spoken(message: str) -> str:
    """The sentence with a capital letter, its fields by the names that people know."""
    words = FIELD.sub(lambda found: ENGLISH[found[0]], message)
    return words if re.match(r"\w+[_.\[]", words) else words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with holes, and what it is in another language. weight: how many characters of it are fixed."""

    pattern: re.Pattern[str]
    weight: int
    target: str


@cache
def _templates(language: str) -> tuple[Template, ...]:
    """The sentences with the most fixed words first: where several fit, the most particular one is meant."""
    found = [_template(source, target) for context, source, target in messages(language) if context == SENTENCES]
    return tuple(sorted(found, key=lambda template: -template.weight))


def _template(source: str, target: str) -> Template:
    pattern, weight = "", 0
    for text, hole, _spec, _conversion in Formatter().parse(source):
        pattern += re.escape(text) + (f"(?P<h{hole}>.*?)" if hole is not None else "")
        weight += len(text)
    if source.endswith("."):
        pattern += "?"  # whoever passes a sentence on may leave its end away
    return Template(re.compile(pattern, re.DOTALL), weight, target)


@lru_cache(maxsize=1024)
def _found(message: str, language: str) -> str | None:
    for template in _templates(language):
        match = template.pattern.fullmatch(message)
        if match:
            try:
                return _Filling(language).vformat(template.target, (), {name[1:]: text for name, text in match.groupdict().items()})
            except LookupError:
                continue
    return None


class _Filling(Formatter):
    """`str.format` with the ways in which a hole can be filled."""

    def __init__(self, language: str) -> None:
        self.language = language

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        return kwargs[str(key)]

    def format_field(self, value: str, format_spec: str) -> str:
        match format_spec:
            case "word":
                return _word(value, self.language)
            case "words":
                return "、".join(_word(one, self.language) for one in LISTED.split(value))
            case "quoted":
                return f"“{value[1:-1] if len(value) > 1 and value[0] == value[-1] == chr(39) else value}”"
            case "sentence":
                return self.known(value)
            case "details":
                return "；".join(_found(one, self.language) or one for one in MISTAKES.split(value))
        return value

    def known(self, sentence: str) -> str:
        found = _found(sentence, self.language)
        if found is None:
            raise LookupError(sentence)
        return found


def _word(word: str, language: str) -> str:
    """A word of ours in the language; after a place (`items[3]: amount`) the place stays."""
    place = PATH.fullmatch(word)
    if SCENE.fullmatch(word):
        raise LookupError(word)  # a sentence of its own says which one
    if place:
        return f"{place[1]}：{_word(place[2], language)}"
    if word.endswith(":"):
        raise LookupError(word)
    found = translations(language).pgettext(WORDS, word)
    return f"“{word.removeprefix(ATTRIBUTE)}”" if found == word and word.startswith(ATTRIBUTE) else found

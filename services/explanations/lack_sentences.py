"""Sentences of what was missing: "Satisfied customer: Stars was 3, wanted at least 4."."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from config.phrases import PHRASES
from scoring.amounts import format_e4
from scoring.near_misses import Lack, NearMiss
from scoring.periods import day_date, day_number
from scoring.plan import Condition, HolderKind, Op, Plan, Rule
from scoring.tracing import Found
from services.explanations.sentences import field_words, limit_words, short
from services.world import World

ONE_DAY = 1


@dataclass(frozen=True, slots=True)
class Words:
    """What the fields of an activity and their values are called in a language: as its recording form calls them, where it does."""

    language: str
    here: World
    plan: Plan
    type_key: str

    @property
    def say(self) -> Mapping[str, str]:
        return PHRASES[self.language]

    def field(self, name: str) -> str:
        """What a field is called."""
        form = self.here.types[self.type_key].form if self.type_key in self.here.types else ()
        label = next((field.label for field in form if field.name == name and field.label), None)
        return label[self.language] if label else field_words(name, self.say)

    def type(self, key: str) -> str:
        """What an activity type is called."""
        return self.here.types[key].label[self.language] if key in self.here.types else key

    def wanted(self, wanted: Condition) -> str:
        """What a condition asks for: `at least 4`."""
        if wanted.op is Op.EXISTS:
            return self.say["wanted_nothing" if wanted.flag is False else "wanted_something"]
        if wanted.flag is not None:
            values = [self.say["yes" if wanted.flag else "no"]]
        elif wanted.texts:
            values = [self._named(wanted.field, text) for text in wanted.texts]
        else:
            values = [self._number(wanted.field, number) for number in wanted.numbers_e4 or ()]
        return self.say[f"wanted {wanted.op.value}"].format(value=self.say["and"].join(values))

    def found(self, name: str, found: Found) -> str:
        """What an activity held: `3`."""
        if isinstance(found, tuple):
            return self._several(name, found)
        if isinstance(found, bool):
            return self.say["yes" if found else "no"]
        if isinstance(found, int):
            return self._number(name, found)
        return self._named(name, found or "")

    def _several(self, name: str, found: tuple[Any, ...]) -> str:
        if name == "employee.team":  # the team itself; those above it stand behind it
            team = self.here.directory.teams.get(found[0]) if found else None
            return team.name if team else ""
        return self.say["and"].join(str(one) for one in found)

    def _number(self, name: str, number: int) -> str:
        return self.say[f"weekday {number}"] if name == "weekday" else short(number)

    def _named(self, name: str, text: str) -> str:
        if name == "employee.team":
            team = self.here.directory.teams.get(self.here.directory.team_ids.get(text, 0))
            return team.name if team else text
        if name == "customer.tier":
            tiers = self.plan.tiers[HolderKind.CUSTOMER]
            return next((tier.label[self.language] for tier in tiers if tier.key == text), text)
        return self.say[{"true": "yes", "false": "no"}[text]] if text in ("true", "false") else text


def lack_sentence(miss: NearMiss, words: Words, day: int) -> str:
    """What a rule lacked, in words. day: the business day of the activity."""
    return SENTENCES[miss.lack](miss, words, day)


def _said(miss: NearMiss, words: Words, phrase: str, **parts: object) -> str:
    return words.say[phrase].format(label=miss.rule.label[words.language], **parts)


def _type(miss: NearMiss, words: Words, _day: int) -> str:
    wanted = words.say["or"].join(words.type(key) for key in miss.rule.activities)
    return _said(miss, words, "lack_type", wanted=wanted, found=words.type(words.type_key))


def _weight(miss: NearMiss, words: Words, _day: int) -> str:
    return _said(miss, words, "lack_category" if miss.rule.weight_e4 else "off")


def _dates(miss: NearMiss, words: Words, day: int) -> str:
    dates, on = miss.rule.active, day_date(day).isoformat()
    if dates.from_on is not None and day < day_number(dates.from_on):
        return _said(miss, words, "lack_from", day=dates.from_on.isoformat(), on=on)
    last = "" if dates.until_on is None else day_date(day_number(dates.until_on) - ONE_DAY).isoformat()
    return _said(miss, words, "lack_until", day=last, on=on)


def _condition(miss: NearMiss, words: Words, _day: int) -> str:
    wanted, found = miss.condition, miss.found
    assert wanted is not None
    field = words.field(wanted.field)
    if wanted.field == "customer.is_new" and wanted.flag is not None and wanted.op is not Op.EXISTS:
        return _said(miss, words, "lack_new" if wanted.flag is (wanted.op is not Op.NE) else "lack_known")
    if wanted.op is Op.EXISTS and found is None:
        return _said(miss, words, "lack_field", field=field)
    if found is None:
        return _said(miss, words, "lack_nothing", field=field, wanted=words.wanted(wanted))
    return _said(miss, words, "lack_condition", field=field, found=words.found(wanted.field, found), wanted=words.wanted(wanted))


def _units(miss: NearMiss, words: Words, _day: int) -> str:
    award = miss.rule.award
    field, wanted = words.field(award.of or ""), words.say["wanted >="].format(value=short(award.per_e4 or 0))
    if miss.found is None:
        return _said(miss, words, "lack_nothing", field=field, wanted=wanted)
    return _said(miss, words, "lack_condition", field=field, found=short(int(str(miss.found))), wanted=wanted)


def _recipient(miss: NearMiss, words: Words, _day: int) -> str:
    return _said(miss, words, "no_recipient", to=words.field(miss.rule.award.to))


def _limit(miss: NearMiss, words: Words, _day: int) -> str:
    limit = limit_words(miss.limit, words.language) if miss.limit else ""
    return _said(miss, words, "lack_limit", limit=limit, used=miss.used)


def _cooldown(miss: NearMiss, words: Words, _day: int) -> str:
    return _said(miss, words, "lack_cooldown", hours=_hours(miss.rule))


def _hours(rule: Rule) -> str:
    return format_e4(rule.cooldown.micros // 360_000).rstrip("0").rstrip(".") if rule.cooldown else ""


SENTENCES: dict[Lack, Callable[[NearMiss, Words, int], str]] = {
    Lack.TYPE: _type,
    Lack.WEIGHT: _weight,
    Lack.DATES: _dates,
    Lack.CONDITION: _condition,
    Lack.UNITS: _units,
    Lack.RECIPIENT: _recipient,
    Lack.LIMIT: _limit,
    Lack.COOLDOWN: _cooldown,
}

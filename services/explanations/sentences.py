"""Sentences: a reckoning, a limit, a ledger row in words, in the reader's language."""

import re
from collections.abc import Mapping
from typing import Any

from config.phrases import LANGUAGES, PHRASES
from scoring.amounts import format_e4
from scoring.plan import Condition, Limit, Op, Plan, Rule, Window, attribute_name
from scoring.tracing import Funding, Reckoning, Why
from services.world import World

CUT_FROM = re.compile(r": (-?\d+) cut to -?\d+ by (\w+)")
E4 = 10_000


def language_of(language: str) -> str:
    """A language that there are sentences in."""
    return language if language in LANGUAGES else "en"


def sentence(reckoning: Reckoning, plan: Plan, language: str) -> str:
    """The reckoning in words."""
    say, rule = PHRASES[language], reckoning.rule
    label = rule.label[language]
    if reckoning.why is Why.CONDITION and reckoning.condition is not None:
        return condition_words(reckoning.condition, label, language)
    parts = {
        "label": label,
        "to": field_words(rule.award.to, say),
        "reckoning": _reckoned(reckoning, plan, language),
        "left": reckoning.points,
        "limit": limit_words(reckoning.limit, language) if reckoning.limit else "",
        "used": reckoning.used,
        "budgets": say["and"].join(budget_words(one, language) for one in reckoning.funding if one.is_used_up),
        "hours": format_e4(rule.cooldown.micros // 360_000).rstrip("0").rstrip(".") if rule.cooldown else "",
    }
    return say[reckoning.why.value].format(**parts)


def _reckoned(reckoning: Reckoning, plan: Plan, language: str) -> str:
    say, rule, award = PHRASES[language], reckoning.rule, reckoning.rule.award
    form = "fixed" if award.per_e4 is None else "per"
    text = say[form].format(
        label=rule.label[language],
        points=award.points,
        per=short(award.per_e4 or 0),
        of=field_words(award.of or "", say),
        times=reckoning.times,
        proposed=reckoning.proposed,
    )
    weight_e4 = rule.weight_e4 * plan.category_weights_e4[rule.category] // E4
    more = [say["weight"].format(weight=short(weight_e4))] if weight_e4 != E4 else []
    for one in (one for one in reckoning.funding if one.counts or one.pays):
        phrase = say["campaign" if one.counts else "campaign_rest"]
        more.append(phrase.format(campaign=one.campaign.label[language], multiply=short(one.campaign.multiply_e4)))
    more += [budget_words(one, language) for one in reckoning.funding if one.is_over]
    more += [say["divided"]] if award.to == "team" else []
    return text + (say["beside"].format(more=say["then"].join(more)) if more else "")


def budget_words(funding: Funding, language: str) -> str:
    """`campaign "Spring": 490 of its 500 points were used before`."""
    campaign = funding.campaign
    return PHRASES[language]["budget_used"].format(campaign=campaign.label[language], used=funding.used, budget=campaign.budget)


def short(number_e4: int) -> str:
    """A decimal without needless zeros."""
    return format_e4(number_e4).rstrip("0").rstrip(".")


def limit_words(limit: Limit, language: str) -> str:
    say = PHRASES[language]
    name, number = ("times", limit.times) if limit.times is not None else ("points", limit.points)
    ever = limit.per is Window.ALL
    text = say[f"{name}_all" if ever else name].format(n=number, window=say.get(limit.per.value, ""))
    return text + (say["same"].format(fields=say["and"].join(field_words(field, say) for field in limit.same)) if limit.same else "")


def condition_words(wanted: Condition, label: str, language: str) -> str:
    say = PHRASES[language]
    field = field_words(wanted.field, say)
    if wanted.op is Op.EXISTS:
        return say["absent" if wanted.flag is False else "exists"].format(label=label, field=field)
    numbers = wanted.numbers_e4 or ()
    shown_numbers = [str(n) if wanted.field == "weekday" else short(n) for n in numbers]
    values = list(wanted.texts) or shown_numbers or [say[str(wanted.flag).lower()]]
    return say["condition"].format(label=label, field=field, op=say.get(wanted.op, wanted.op.value), value=say["and"].join(values))


def field_words(name: str, say: Mapping[str, str]) -> str:
    """What a field of an activity is called."""
    attribute = attribute_name(name)
    return say["attribute"].format(name=attribute) if attribute is not None else say.get(name, name)


def explain_entry(here: World, row: dict[str, Any], language: str) -> str:
    """One ledger row in words, from what stands in it."""
    say, rule = PHRASES[language_of(language)], _rule_of(here, row)
    label = rule.label[language_of(language)] if rule else (here.rule_keys.get(row["rule_id"]) or row["kind"])
    if row["kind"] == "reversal":
        return say["reversal"].format(points=-row["balance"], label=label, reason=row["reason"])
    if row["kind"] == "rescore":
        return _rescored(here, row, label, language_of(language))
    if row["kind"] != "earned" or rule is None:
        return say["other"].format(kind=row["kind"], reason=row["reason"])
    award = rule.award
    per = award.per_e4 is not None
    text = say["entry_per" if per else "entry"].format(
        label=label,
        points=row["score"],
        version=row["plan_version"],
        each=award.points,
        per=short(award.per_e4 or 0),
        of=field_words(award.of or "", say),
    )
    amount = say["entry_amount"].format(amount=format_e4(row["amount_e4"])) if award.of == "amount" and row["amount_e4"] is not None else ""
    cut = CUT_FROM.search(row["reason"])
    return text + amount + (say[_cut_by(cut[2])].format(proposed=cut[1]) if cut else "") + ("。" if language == "zh" else ".")


def _cut_by(what: str) -> str:
    return "entry_cut_by_budget" if what == "budget" else "entry_cut"


def _rescored(here: World, row: dict[str, Any], label: str, language: str) -> str:
    say = PHRASES[language]
    before = say["rescore_from" if row["from_version"] else "rescore_new"].format(version=row["from_version"], was=row["was"])
    now = say["rescore_to"].format(version=row["plan_version"], now=row["was"] + row["score"])
    return say["rescore"].format(label=label, points=f"{row['score']:+d}", before=before, now=now, reason=row["reason"])


def _rule_of(here: World, row: dict[str, Any]) -> Rule | None:
    if row["plan_version"] is None or row["rule_id"] is None:
        return None
    versions = [row["plan_version"], row.get("from_version")]
    rules = [r for number in versions if number for r in here.plan_numbered(number).plan.rules]
    return next((r for r in rules if r.key == here.rule_keys[row["rule_id"]]), None)

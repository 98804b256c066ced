"""Where the mistakes of a draft stand: each belongs to a rule, to a category's weight, to a ladder, or to none of these."""

from scoring.plan import Category, HolderKind, Mistake, PlanInvalid
from scoring.plan_reading import read_plan
from services.plans.editing_plans import Document


def beneath(path: str, mistakes: tuple[Mistake, ...]) -> tuple[Mistake, ...]:
    """The mistakes there, with their paths from there on."""
    found = (one for one in mistakes if one.path == path or one.path.startswith((f"{path}.", f"{path}[")))
    return tuple(Mistake(one.path.removeprefix(path).removeprefix("."), one.message) for one in found)


def rule_mistakes(document: Document, place: int) -> tuple[Mistake, ...]:
    """What is wrong with a rule of the document, with paths within it; of the rules as a whole under an empty path."""
    try:
        read_plan(document)
    except PlanInvalid as wrong:
        whole = (Mistake("", one.message) for one in wrong.mistakes if one.path == "rules")
        return (*beneath(f"rules[{place}]", wrong.mistakes), *whole)
    return ()


def elsewhere(mistakes: tuple[Mistake, ...]) -> tuple[Mistake, ...]:
    """The mistakes of no rule, no category's weight and no ladder."""
    shown = [f"category_weights.{category.value}" for category in Category]
    of_ladders = {one for kind in HolderKind for one in of_ladder(kind, mistakes)}
    others = (one for one in mistakes if not one.path.startswith("rules[") and one.path not in shown)
    return tuple(one for one in others if one not in of_ladders)


def of_ladder(kind: HolderKind, mistakes: tuple[Mistake, ...]) -> tuple[Mistake, ...]:
    """The mistakes of one kind of holder's tiers and expiry."""
    beginnings = tuple(f"{part}.{kind.value}" for part in ("tiers", "expiry"))
    return tuple(one for one in mistakes if one.path.startswith(beginnings))


def ladder_mistakes(document: Document, kind: HolderKind) -> tuple[Mistake, ...]:
    """What is wrong with the tiers of one kind of holder and with their expiry, with paths as the document's."""
    try:
        read_plan(document)
    except PlanInvalid as wrong:
        return of_ladder(kind, wrong.mistakes)
    return ()

"""What would have earned: for one activity, the rules of which all conditions but one held, that one in words, and the points.

Each is `key`, `label`, `missing` (`kind`, a `scoring.near_misses.Lack`; `types`, `condition` or `limit` where it is one of these),
`explanation` and `points`, in all to whoever would have got them. Those that lacked something of the activity itself come first, those for
another type last. What somebody may not see of an activity they do not learn from here either: neither by a rule that looks at it, nor
by points for holders out of their reach.
"""

from collections.abc import Mapping
from typing import Any

from db import ledger
from db.engine import Session
from scoring.near_misses import Lack, NearMiss, near_misses, suppose, supposed_points, used_up, whole_points
from scoring.scoring import propose, resolve
from scoring.tracing import Reckoning, Trace
from services.activities.seeing import Sight
from services.explanations.lack_sentences import Words, lack_sentence
from services.explanations.reckonings import Veil, condition_document
from services.explanations.sentences import limit_words
from services.ledger.spending import spent_at
from services.world import World

Document = dict[str, Any]
Near = tuple[NearMiss, dict[int, int]]
"""What was near, and the points by holder; nobody where it is the recipient that lacks."""


def would_have_earned(
    session: Session, here: World, trace: Trace, reckonings: list[Reckoning], order: int, sight: Sight, veil: Veil, words: Words
) -> list[Document]:
    """What is told to somebody with a sight of the activity. order: its place in the order of scoring."""
    own = sight.near(session, here, {r.holder for r in reckonings if r.holder is not None})
    near = used_up(trace, [r for r in reckonings if r.holder is None or r.holder in own])
    near += _supposed(session, here, trace, order, words.type_key)
    seen = sight.near(session, here, {holder for _, by in near for holder in by})
    told = []
    for miss, by in near:
        points = _points(trace, miss, by, seen, sight)
        if points > 0 and not veil.hides_any_of(miss.rule):
            told.append((miss, _document(miss, points, words, veil, trace.batch["day"][0])))
    return [document for miss, document in sorted(told, key=lambda pair: pair[0].lack is Lack.TYPE)]


def _supposed(session: Session, here: World, trace: Trace, order: int, type_key: str) -> list[Near]:
    """The rules that lacked one thing of themselves, scored as if they had not, after what limits had used by then."""
    misses = near_misses(trace, type_key)
    if not misses:
        return []
    batch, plan = suppose(trace, misses)
    proposal = propose(batch, plan, here.names, trace.context, first_weekday=here.organisation.first_weekday)
    rescored = here.rescored_for(order, batch["day"][0])
    usage = ledger.usage(session, proposal.demands(), proposal.cooldown_demands(), here.rule_ids, rescored=rescored, before=order)
    awards = resolve(proposal, usage, spent_at(session, here, proposal, order, rescored=rescored))
    return [(miss, by) for miss, by in zip(misses, supposed_points(awards, len(misses)), strict=True) if by]


def _points(trace: Trace, miss: NearMiss, by: Mapping[int, int], seen: frozenset[int], sight: Sight) -> int:
    if miss.lack is Lack.RECIPIENT:
        return whole_points(trace, miss.rule) if sight.is_whole else 0
    return sum(points for holder, points in by.items() if holder in seen)


def _document(miss: NearMiss, points: int, words: Words, veil: Veil, day: int) -> Document:
    return {
        "key": miss.rule.key,
        "label": miss.rule.label[words.language],
        "missing": {
            "kind": miss.lack.value,
            "types": list(miss.rule.activities) if miss.lack is Lack.TYPE else None,
            "condition": condition_document(miss.condition, miss.found, words, veil) if miss.condition else None,
            "limit": limit_words(miss.limit, words.language) if miss.limit else None,
        },
        "explanation": lack_sentence(miss, words, day),
        "points": points,
    }

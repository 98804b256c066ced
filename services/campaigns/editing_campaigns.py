"""Editing the campaigns of a plan's document, by their place in it: each function answers the document with one thing changed.

A document that somebody works on need not be a plan: what is not understood is kept as it is.
"""

from collections.abc import Collection, Mapping
from typing import Any

from scoring.plan import Overlap
from services.errors import Invalid
from services.plans.plan_documents import EMPTY

Document = Mapping[str, Any]
GONE = "This campaign is not in the draft any more: open the draft anew"
OVERLAP = "campaign_overlap"
KEY_LENGTH = 80


def campaigns_of(document: Document) -> list[Any]:
    """The campaigns as the document has them; none where it has no list of them."""
    found = document.get("campaigns")
    return list(found) if isinstance(found, list) else []


def key_at(document: Document, place: int) -> str:
    """The key of the campaign there; empty of what is none. Raises Invalid where nothing stands there."""
    found = campaigns_of(document)
    if not 0 <= place < len(found):
        raise Invalid(GONE, field="plan.campaigns")
    return key_of(found[place]) if isinstance(found[place], Mapping) else ""


def with_campaign(document: Document, place: int | None, campaign: Document, *, was: str = "") -> dict[str, Any]:
    """The campaign stands there; None: at the end. was: the key of the one whose place it takes. Raises Invalid where another stands there."""
    found = campaigns_of(document)
    if place is None:
        return _with(document, [*found, dict(campaign)])
    _require(document, place, was)
    return _with(document, [*found[:place], dict(campaign), *found[place + 1 :]])


def without_campaign(document: Document, place: int, *, was: str) -> dict[str, Any]:
    """The campaign is gone. was: its key. Raises Invalid where another stands there."""
    _require(document, place, was)
    found = campaigns_of(document)
    return _with(document, found[:place] + found[place + 1 :])


def _require(document: Document, place: int, key: str) -> None:
    if key_at(document, place) != key:
        raise Invalid(GONE, field="plan.campaigns")


def key_of(campaign: Document) -> str:
    return str(campaign.get("key") or "")


def overlap_of(document: Document) -> Overlap:
    """What counts where several campaigns run for the same award."""
    return Overlap.PRODUCT if document.get(OVERLAP) == Overlap.PRODUCT else Overlap.HIGHEST


def with_overlap(document: Document, overlap: Overlap) -> dict[str, Any]:
    """What counts where several campaigns run; the default is left out."""
    kept = {name: value for name, value in document.items() if name != OVERLAP}
    return kept | ({OVERLAP: overlap.value} if overlap is not Overlap.HIGHEST else {})


def free_key(document: Document, wanted: str, taken: Collection[str] = ()) -> str:
    """The key, with a number behind it where it is taken: what a campaign's budget has paid belongs to its key for ever."""
    used = {key_of(one) for one in campaigns_of(document) if isinstance(one, Mapping)} | set(taken)
    if wanted not in used:
        return wanted
    stem, number = wanted[: KEY_LENGTH - 6], 2
    while f"{stem}_{number}" in used:
        number += 1
    return f"{stem}_{number}"


def _with(document: Document, campaigns: list[Any]) -> dict[str, Any]:
    """Without campaigns, without the list of them."""
    kept = {name: value for name, value in document.items() if name != "campaigns"}
    return {**EMPTY, **kept} | ({"campaigns": campaigns} if campaigns else {})

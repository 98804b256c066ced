"""What the form of a campaign offers: rules, activity types, teams and tags, by name."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.campaigns.tags_in_use import tags_in_use
from services.campaigns.telling_campaigns import label_in
from services.plans.editing_plans import rules_of
from ui.data import database, version
from ui.i18n import label, language
from ui.reading import TeamChoice, teams
from ui.reading_catalogue import every_type
from ui.shared import once_per
from ui.sign_in import Viewer

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """What each is called, by key, code, or the tag itself."""

    rules: Mapping[str, str]
    types: Mapping[str, str]
    teams: Mapping[str, str]
    tags: Mapping[str, str]


def offer(me: Viewer, document: Document) -> Offer:
    """What a campaign of the document can cover."""
    rules = [rule for rule in rules_of(document) if isinstance(rule, Mapping) and isinstance(rule.get("key"), str)]
    tags = once_per(version().directory_revision, "tags in use", lambda: tags_in_use(database(), me.actor))
    return Offer(
        _told_apart({str(rule["key"]): label_in(rule, language()) or str(rule["key"]) for rule in rules}),
        _told_apart({str(kind["key"]): label(kind["label"]) for kind in every_type(me)}),
        _team_names(teams(me)),
        {tag: tag for tag in tags},
    )


def _told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """With its key, where another is called the same."""
    often = Counter(names.values())
    return {key: f"{name} ({key})" if often[name] > 1 else name for key, name in names.items()}


def _team_names(found: tuple[TeamChoice, ...]) -> dict[str, str]:
    """Each with that of the team above it: `Norwich · East`."""
    above: list[str] = []
    names = {}
    for team in found:
        above[team.depth :] = [team.name]
        names[team.code] = " · ".join([team.name, *above[max(0, team.depth - 1) : team.depth]])
    return names

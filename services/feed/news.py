"""What is worth telling, before it stands in the feed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.directory import Directory
from services.feed.kinds import Kind


@dataclass(frozen=True, slots=True)
class News:
    """key: what makes it this happening and no other. at: microseconds. facts: of the kind; never about a customer."""

    key: str
    kind: Kind
    at: int
    account_id: int | None
    team_id: int | None
    activity_id: int | None
    facts: Mapping[str, Any]

    def row(self) -> dict[str, Any]:
        """The columns of `feed_item` but id and withdrawn."""
        return {
            "key": self.key,
            "kind": self.kind.value,
            "at": self.at,
            "account_id": self.account_id,
            "team_id": self.team_id,
            "activity_id": self.activity_id,
            "document": json.dumps(self.facts, ensure_ascii=False, sort_keys=True),
        }


def team_of(directory: Directory, account: int, day: int) -> int | None:
    """The team somebody belongs to on a day."""
    return directory.team_on(account, day) or None

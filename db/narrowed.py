"""Entries that a narrowed board adds up: the condition that picks them out of the rows of an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.engine import Session
from db.tallying import REVERSED, Scored, scored_version

VERSIONS = 1 << 20
NO_TYPE = 0


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which entries count.

    whole: rules with their version, as rule * VERSIONS + version, of which every entry does; several: rules of which those do that are for an
    activity of the type.
    """

    whole: Sequence[int]
    several: Sequence[int]
    type_id: int
    rescores: tuple[Scored, ...]

    @property
    def joined(self) -> str:
        """SQL that belongs behind `ledger_entry l`."""
        return REVERSED if self.rescores else ""

    def condition(self, session: Session) -> str:
        """SQL that is true for an entry `l` that counts; its values are `values`."""
        place = f"CAST(l.rule_id AS bigint) * {VERSIONS} + {scored_version(self.rescores)}"
        of_type = "(SELECT a.type_id FROM activity a WHERE a.id = l.activity_id) = :type_id"
        return f"({session.within(place, 'whole')} OR ({session.within('l.rule_id', 'several', 'integer')} AND {of_type}))"

    def values(self, session: Session) -> dict[str, Any]:
        return {"whole": session.listed(self.whole), "several": session.listed(self.several), "type_id": self.type_id}

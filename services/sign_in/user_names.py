"""Names to sign in with: kept as typed, known whatever the case, never given to somebody else."""

import unicodedata

from services.errors import Invalid
from services.values import CONTROL, text

MOST_CHARACTERS = 100


def user_name(value: object) -> str:
    """The name, as it is kept. Raises Invalid."""
    name = text(value, "name", most=MOST_CHARACTERS)
    if name != name.strip():
        raise Invalid("name must not begin or end with a space", field="name")
    if not name_key(name):
        raise Invalid("name must not be empty", field="name")
    return name


def name_key(name: str) -> str:
    """By what a name is known: Ann, ANN and ａｎｎ are one."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


def actor_name(name: str) -> str:
    """A user as they stand in the ledger and the audit."""
    return f"user:{name}"


def can_be_name(typed: str) -> bool:
    """False for what nobody can be called, and no database should be asked for."""
    return 0 < len(typed) <= MOST_CHARACTERS and not CONTROL.search(typed)

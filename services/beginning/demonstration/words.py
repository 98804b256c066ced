"""The words of which a demonstration is made, in one language: `config/demonstration/LANGUAGE.yaml`."""

from pydantic import BaseModel, ConfigDict, Field

from config.settings import PROJECT
from services.access import Role
from services.yaml_reading import read_document

FOLDER = PROJECT / "config" / "demonstration"
LANGUAGES = ("en", "zh")
Texts = tuple[str, ...]


class _Values(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Founding(_Values):
    name: str
    timezone: str
    currency: str


class Region(_Values):
    """A region and the places where it has outlets. outlets: how many of two hundred."""

    name: str
    code: str
    outlets: int = Field(gt=0)
    places: Texts


class NameGroup(_Values):
    """Names of people: any first with any last."""

    pattern: str
    weight: float
    first: Texts
    last: Texts


class People(_Values):
    """always: names that the demonstration holds whatever the dice say: the shortest, the longest, the ones with marks."""

    always: Texts
    groups: tuple[NameGroup, ...]


class Shops(_Values):
    patterns: Texts
    families: Texts
    words: Texts
    kinds: Texts


class Phones(_Values):
    """Numbers that belong to nobody: a prefix and so many digits."""

    prefixes: Texts
    digits: int


class Deal(_Values):
    """Amounts in the organisation's currency."""

    median: float = Field(gt=0)
    largest: float = Field(gt=0)


class Lull(_Values):
    """Business goes at this factor from a day until, exclusive, another: days of every year (`12-25`) or of one (`2026-02-15`)."""

    since: str = Field(alias="from", pattern=r"^(\d{4}-)?\d{2}-\d{2}$")
    until: str = Field(pattern=r"^(\d{4}-)?\d{2}-\d{2}$")
    factor: float = Field(ge=0)


class Reasons(_Values):
    reverse: Texts
    approve: Texts
    decline: Texts


class Screens(_Values):
    """What the screens are called, `{region}` being the name of the first region, and what is announced."""

    company: str
    region: str
    announcement: str


class Words(_Values):
    """notes: by activity type. try_: by role, what to try first."""

    organisation: Founding
    company: str
    outlet: str
    regions: tuple[Region, ...] = Field(min_length=4, max_length=4)
    people: People
    shops: Shops
    phones: Phones
    channels: dict[str, float]
    tags: dict[str, float]
    deal: Deal
    lulls: tuple[Lull, ...]
    notes: dict[str, Texts]
    reasons: Reasons
    screens: Screens
    tries: dict[Role, str] = Field(alias="try")


def words(language: str) -> Words:
    """The words of one of `LANGUAGES`."""
    return Words.model_validate(read_document((FOLDER / f"{language}.yaml").read_text(encoding="utf-8")))

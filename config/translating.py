"""The catalogues of the languages: gettext, from the .po files that translators edit."""

from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "en"
LANGUAGES = (SOURCE, "zh")
FOLDER = Path(__file__).with_name("translations")


@cache
def translations(language: str) -> NullTranslations:
    """What gettext knows of a language, read once per process; English is the source and needs no file."""
    if language == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def catalogue(language: str) -> Catalog:
    """The .po file of a language."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(language: str) -> Iterator[tuple[str | None, str, str]]:
    """(context, text, translation) of every message without plural forms."""
    for message in catalogue(language):
        if isinstance(message.id, str) and message.id:
            yield message.context, message.id, str(message.string)


def language_of(tag: str | None) -> str | None:
    """The language that serves a browser's tag (`zh-CN`, `zh-TW`, `en-GB`); None where it is neither."""
    primary = (tag or "").replace("_", "-").split("-")[0].lower()
    return primary if primary in LANGUAGES else None

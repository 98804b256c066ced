"""In which language a test reads."""

from collections.abc import Iterator

import pytest

from ui.i18n import speak_at_home


@pytest.fixture
def in_chinese() -> Iterator[None]:
    speak_at_home("zh")
    yield
    speak_at_home("en")

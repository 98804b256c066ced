"""Calendars know no engine: what asks the database in a way of its own says so, and runs on both."""

import pytest


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)

"""The months of a campaign, which several tests look at."""

from collections.abc import Iterator

import pytest

from db.engine import Database
from tests.services.campaigns.campaign_months import live_in


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def months(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Nothing here changes them."""
    database = Database.open(request.getfixturevalue(f"{request.param}_databases")())
    yield live_in(database)
    database.close()

"""The tags that customers have, to choose from."""

import json
from collections import Counter

from db import campaign_results
from db.engine import Database
from services.access import Act, Actor, require

MOST = 200


def tags_in_use(database: Database, actor: Actor) -> tuple[str, ...]:
    """The tags that most customers have, by name. Raises Forbidden."""
    require(actor, Act.DRAFT_PLAN)
    with database.read() as session:
        counted = campaign_results.tags(session)
    often: Counter[str] = Counter()
    for written, count in counted:
        often.update(dict.fromkeys(json.loads(written), count))
    return tuple(sorted(tag for tag, _count in often.most_common(MOST)))

"""What changed in the plan, told to whom it concerns, in a quiet banner that each can put away."""

from services.plans.plan_news import News
from ui.components import links
from ui.components.plan.plan_told import day_of
from ui.i18n import _
from ui.reading import Here
from ui.rendering import rendered

SHOWN = 4
QUERY = "seen"


def news_html(news: News | None, here: Here, period: str | None = None) -> str:
    """The banner as HTML; nothing where there is no news. period: the one that the page shows, which putting away keeps."""
    if news is None:
        return ""
    begins = max(news.published_at, news.effective_from or 0)
    return rendered(
        "plan_news.html",
        title=_("How points are earned has changed: {when}").format(when=day_of(begins, here)),
        reason=news.reason,
        changes=news.changes[:SHOWN],
        more=max(0, len(news.changes) - SHOWN),
        plan=links.to("plan_versions"),
        away=links.to("my_points", **{QUERY: str(news.version)}, period=period),
    )


def put_away_by(query: str | None) -> int | None:
    """The version whose banner the address puts away."""
    return int(query) if query is not None and query.isascii() and query.isdigit() and len(query) <= 9 else None

"""What choices would have told in the last week, in numbers and by examples."""

from services.feed.kinds import Kind
from services.feed.trying import Tried
from ui import formats
from ui.components.feed.items import examples_html
from ui.i18n import _, ngettext
from ui.reading import Here
from ui.rendering import rendered

DAYS = 7
MANY_A_DAY = 100


def tried_html(tried: Tried, here: Here) -> str:
    """How many items of each kind, what to think of it, and examples."""
    words = {
        Kind.DEAL: ngettext("result", "results", tried.counts[Kind.DEAL]),
        Kind.LEADER: ngettext("new leader", "new leaders", tried.counts[Kind.LEADER]),
        Kind.GAINED: ngettext("climber", "climbers", tried.counts[Kind.GAINED]),
        Kind.PERIOD_OVER: ngettext("period’s end", "periods’ ends", tried.counts[Kind.PERIOD_OVER]),
    }
    counts = [(tried.counts[kind], words[kind]) for kind in Kind]
    return rendered("feed_tried.html", counts=counts, said=_said(tried)) + (examples_html(tried.examples, here) if tried.examples else "")


def _said(tried: Tried) -> str:
    if not tried.total:
        return _("With these choices the last seven days would have told nothing.")
    a_day = max(1, round(tried.total / DAYS))
    told = ngettext("About {n} a day.", "About {n} a day.", a_day).format(n=formats.number(a_day))
    return (
        formats.sentences(told, _("That is more than anybody reads: ask for more before something is told."))
        if a_day > MANY_A_DAY
        else told
    )

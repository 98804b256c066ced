"""The ledger of one holder as its page shows it: what it comes to, and the lines; made once per change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from scoring.plan import HolderKind
from services.boards.breaking_down import Part
from ui.components import links
from ui.components.entries.days import Narrowed
from ui.components.entries.entries import alone, entries
from ui.components.entries.made_of import chosen_part, made_of
from ui.components.mine import standing
from ui.components.paging import wanted_pages, whole_pages
from ui.data import version
from ui.i18n import language
from ui.reading import Here, shared_by
from ui.reading_mine import Filter, breakdown, entry, entry_page, holder, holdings, own_version
from ui.rendering import rendered
from ui.shared import once_per
from ui.sign_in import Viewer

KEPT = ("employee", "customer", "period", "on", "from", "to", "by", "rule", "kind")
"""What of its address the page keeps when it shows how an entry was reckoned."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """who, lines: HTML, the lines with what they come to; empty text where there are none. wanted: the entries that are shown.

    has_more: earlier ones are left.
    """

    who: str
    lines: str
    wanted: Filter
    is_me: bool
    has_more: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at of whose entries. query: that of the address, as far as the page keeps it; entry: the one that is reckoned."""

    whose: HolderKind
    code: str
    narrowed: Narrowed
    query: tuple[tuple[str, str], ...]
    entry: str | None
    pages: int

    def href(self, part: Part | None) -> str:
        """This page with the entries of one part alone."""
        kept = {name: value for name, value in self.query if name not in ("rule", "kind")}
        narrowed = {"rule": part.rule} if part and part.rule else {"kind": part.kind} if part else {}
        return links.to("entries", **kept, **narrowed)

    def whole(self, number: int) -> str:
        """This page as it is, with how one entry was reckoned."""
        return links.to("entries", **dict(self.query), entry=str(number))


def asked(whose: HolderKind, code: str, narrowed: Narrowed, query: Mapping[str, str]) -> Asked:
    kept = tuple((name, query[name]) for name in KEPT if name in query)
    pages = wanted_pages("entries", repr((whose, code, narrowed.stretch, narrowed.by, query.get("rule"), query.get("kind"))))
    return Asked(whose, code, narrowed, kept, query.get("entry"), pages)


def ledger(me: Viewer, here: Here, of: Asked) -> Ledger:
    """The entries of somebody. Raises Unknown; Forbidden, before a name is known."""
    is_own = of.whose is HolderKind.EMPLOYEE and of.code == me.employee
    stands = own_version(me, of.code) if is_own else version()
    key = ("ledger", shared_by(me), language(), of.whose, of.code, of.narrowed.stretch, of.query, of.entry, of.pages)
    return once_per((stands, here.today), key, lambda: _ledger(me, here, of))


def _ledger(me: Viewer, here: Here, of: Asked) -> Ledger:
    balance = holdings(me, here.today, of.whose, of.code).balance  # refused before a name is shown
    found, days = holder(me, of.whose, of.code), Filter(*of.narrowed.days, by=of.narrowed.by)
    who = standing.who(found.name, found.within, is_me=found.is_me)
    sums = breakdown(me, of.whose, of.code, days)
    chosen = chosen_part(sums, dict(of.query))
    wanted = replace(days, rule=chosen.rule, kind=chosen.kind) if chosen else days
    if not sums.entries:
        return Ledger(who, "", wanted, found.is_me, has_more=False)
    title = of.narrowed.title(here.today)
    lines, has_more = _lines(me, here, of, wanted)
    made = made_of(sums, title, balance, chosen, of.href)
    return Ledger(who, rendered("entries_ledger.html", made=Markup(made), lines=Markup(lines)), wanted, found.is_me, has_more)


def _lines(me: Viewer, here: Here, of: Asked, wanted: Filter) -> tuple[str, bool]:
    """The entries of a filter as HTML, and whether there are more."""
    found, has_more = whole_pages(lambda cursor: entry_page(me, of.whose, of.code, wanted, language(), cursor), of.pages)
    reckoned = entry(me, of.whose, of.code, of.entry)
    above = alone(reckoned, here) if reckoned and reckoned["id"] not in {line.id for line in found} else ""
    return above + entries(found, here, holder=of.code, whole=of.whole, chosen=reckoned), has_more

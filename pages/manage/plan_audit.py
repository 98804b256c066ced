"""Plan check: what the plan pays for in a period, whether that goes with sales, and whom it serves; charts first, numbers behind."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

import streamlit as st

from scoring.periods import PeriodKind, day_date
from services.access import Act
from services.auditing import auditing
from services.auditing.auditing import PlanAudit
from ui.components import links
from ui.components.frame import areas, areas_html, empty, masthead_html
from ui.components.heading import heading_html
from ui.components.period_picker import Picked, calendar, period_line
from ui.components.plan.plan_audit import Drawn, Picture, drawn
from ui.components.plan.plan_audit_file import audit_file
from ui.data import database, version
from ui.downloads import download
from ui.i18n import _, language
from ui.permission import allowed
from ui.reading import here, shared_by
from ui.rendering import put, rendered
from ui.shared import once_per

KINDS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR, PeriodKind.ALL)

me = allowed(Act.AUDIT_PLAN)
now = here(me)


def stands() -> tuple[int, dt.date, int]:
    return version().directory_revision, now.today, now.moment


def audited(picked: Picked) -> PlanAudit:
    """The audit of a period, made once for all who reach the same people: it looks at weeks, and what it sums up may be a moment old."""
    days = {"from_on": day_date(picked.period.start), "to_on": day_date(picked.period.end)}
    read = partial(auditing.audit, database(), me.actor, **days)
    return once_per(stands(), ("plan audit", shared_by(me), picked.period.id), read)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What the page draws: beside it what stands around the pictures, and beneath them, as HTML."""

    parts: Drawn
    around: dict[str, str]
    beneath: str


def laid_out(parts: Drawn, when: dict[str, str | None]) -> LaidOut:
    tops = {"shares": parts.shares.top, "sales": parts.correlations.top, "spread": parts.spread.top}
    file = rendered("board_files.html", href=links.to("plan_audit", **when, files="1"))
    numbers = areas_html(tiles=parts.spread.beneath, heading=heading_html(_("The numbers behind")), file=file, numbers=parts.numbers)
    return LaidOut(parts, tops | {"method": parts.correlations.beneath}, numbers)


def shown(picked: Picked) -> LaidOut:
    """What the page draws of an audit, made once for each language."""
    when = {name: st.query_params.get(name) for name in ("period", "on")}
    return once_per(
        (*stands(), *when.values()),
        ("plan audit drawn", shared_by(me), picked.period.id, language()),
        lambda: laid_out(drawn(audited(picked), lambda code: links.to("entries", employee=code, **when)), when),
    )


def chart(key: str, of: Picture) -> None:
    """The picture stands in its place of the grid; where there is nothing to draw, the place is empty."""
    if of.document is None:
        areas()
    else:
        st.vega_lite_chart(of.document, theme=None, width="stretch", key=key, alt=of.alt)


def page(top: str, picked: Picked) -> None:
    """The findings, a picture for each question, the numbers."""
    whole, days = shown(picked), (day_date(picked.period.start), day_date(picked.period.end))
    parts = whole.parts
    with st.container(key="plan_audit"):
        areas(head=top + parts.findings, **whole.around)
        chart("plan_audit_shares", parts.shares)
        chart("plan_audit_sales", parts.correlations)
        chart("plan_audit_spread", parts.spread)
        put(whole.beneath)
        if "files" in st.query_params:  # a button costs every reader a message at every run: it is drawn for who asks for it
            download("plan_audit_file", _("Download"), f"plan-{picked.period.key}.csv", audit_file(database(), *days))


picked, line = period_line("plan_audit", calendar(me, now), kinds=KINDS)
top, found = masthead_html(_("Plan check")) + line, audited(picked)
if found.version is None:
    put(top)
    empty(_("There is no plan yet"), _("Once a plan is in force, this page shows what its rules pay for and whom they serve."))
elif not found.times:
    put(top)
    empty(_("No rule has given points in this period"), _("Choose an earlier period, or come back once activities have been recorded."))
else:
    page(top, picked)

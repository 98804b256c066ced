"""Plan check: what the plan pays for in a period, whether that goes with sales, and whom it serves; charts first, numbers behind."""

from functools import partial

import streamlit as st
from markupsafe import Markup

from scoring.periods import PeriodKind, day_date
from services.access import Act
from services.auditing import auditing
from services.auditing.auditing import PlanAudit
from ui.components import links
from ui.components.frame import empty, masthead_html
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


def audited(picked: Picked) -> PlanAudit:
    """The audit of a period, made once for all who reach the same people."""
    days = {"from_on": day_date(picked.period.start), "to_on": day_date(picked.period.end)}
    read = partial(auditing.audit, database(), me.actor, **days)
    return once_per((version(), now.today), ("plan audit", shared_by(me), picked.period.id), read)


def shown(picked: Picked) -> Drawn:
    """What the page draws of an audit, made once for each language."""
    when = {name: st.query_params.get(name) for name in ("period", "on")}
    return once_per(
        (version(), now.today, *when.values()),
        ("plan audit drawn", shared_by(me), picked.period.id, language()),
        lambda: drawn(audited(picked), lambda code: links.to("entries", employee=code, **when)),
    )


def areas(**parts: str) -> None:
    """Parts of the page, each HTML in the area of its name: few elements, which one grid lays out around the charts."""
    put(rendered("areas.html", parts=[(name, Markup(html)) for name, html in parts.items() if html]))


def chart(key: str, of: Picture) -> None:
    if of.document is not None:
        st.vega_lite_chart(of.document, theme=None, width="stretch", key=key, alt=of.alt)


def page(top: str, picked: Picked) -> None:
    """The findings, a picture for each question, the numbers."""
    parts, days = shown(picked), (day_date(picked.period.start), day_date(picked.period.end))
    with st.container(key="plan_audit"):
        areas(head=top + parts.findings, shares=parts.shares.top)
        chart("plan_audit_shares", parts.shares)
        areas(sales=parts.correlations.top)
        chart("plan_audit_sales", parts.correlations)
        areas(method=parts.correlations.beneath, spread=parts.spread.top)
        chart("plan_audit_spread", parts.spread)
        areas(tiles=parts.spread.beneath, heading=heading_html(_("The numbers behind")), numbers=parts.numbers)
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

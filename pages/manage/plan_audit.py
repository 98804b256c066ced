"""Plan check: what the plan pays for in a period, whether that goes with sales, and whom it serves; charts first, numbers behind."""

import datetime as dt
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from scoring.periods import PeriodKind, day_date
from services.access import Act
from services.auditing import auditing
from services.auditing.auditing import PlanAudit
from services.boards.standings import Measure, Subject
from ui.components import links
from ui.components.frame import empty, masthead
from ui.components.heading import heading_html
from ui.components.period_picker import Calendar, Picked, period_picker
from ui.components.plan_audit import Drawn, Picture, drawn
from ui.components.plan_audit_file import audit_file
from ui.data import database, version
from ui.downloads import download
from ui.i18n import _, language
from ui.permission import allowed
from ui.reading import here, ranked, shared_by
from ui.rendering import put
from ui.shared import once_per

KINDS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR, PeriodKind.ALL)

me = allowed(Act.AUDIT_PLAN)
now = here(me)


def calendar() -> Calendar:
    """What there is to pick from."""
    board = ranked(me, now.today, subject=Subject.EMPLOYEES, period=PeriodKind.ALL, on=now.today, measure=Measure.TOTAL, team=None)
    return Calendar(now.today, now.first_weekday, board.earliest_on or dt.date(now.today.year, 1, 1))


def audited(picked: Picked) -> PlanAudit:
    """The audit of a period, made once for all who reach the same people."""
    days = {"from_on": day_date(picked.period.start), "to_on": day_date(picked.period.end)}
    read = partial(auditing.audit, database(), me.actor, **days)
    return once_per((version(), now.today), ("plan audit", shared_by(me), picked.period.id), read)


def shown(found: PlanAudit, picked: Picked) -> Drawn:
    """What the page draws of an audit, made once for each language."""
    when = {name: st.query_params.get(name) for name in ("period", "on")}
    return once_per(
        (id(found), *when.values()),
        ("plan audit drawn", shared_by(me), picked.period.id, language()),
        lambda: drawn(found, lambda code: links.to("entries", employee=code, **when)),
    )


def picture(key: str, part: Picture, beside: DeltaGenerator | None = None) -> None:
    """A question, its finding, its chart; what belongs to it beneath, or beside it."""
    put(part.top)
    if part.document is not None:
        st.vega_lite_chart(part.document, theme=None, width="stretch", key=key, alt=part.alt)
    if part.beneath:
        put(part.beneath, into=beside)


def page(found: PlanAudit, picked: Picked) -> None:
    """The findings, a picture for each question, the numbers."""
    parts = shown(found, picked)
    put(parts.findings)
    left, right = st.columns(2, gap="medium")
    with left:
        picture("plan_audit_shares", parts.shares)
    with right:
        picture("plan_audit_sales", parts.correlations)
    left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
    with left:
        picture("plan_audit_spread", parts.spread, right)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="plan_audit_numbers"):
        put(heading_html(_("The numbers behind")))
        days = day_date(picked.period.start), day_date(picked.period.end)
        download("plan_audit_file", _("Download"), f"plan-{picked.period.key}.csv", audit_file(database(), *days))
    put(parts.numbers)


masthead(_("Plan check"))
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    picked = period_picker("plan_audit", calendar(), kinds=KINDS)
found = audited(picked)
if found.version is None:
    empty(_("There is no plan yet"), _("Once a plan is in force, this page shows what its rules pay for and whom they serve."))
elif not found.times:
    empty(_("No rule has given points in this period"), _("Choose an earlier period, or come back once activities have been recorded."))
else:
    page(found, picked)

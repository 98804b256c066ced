"""The version history of the plan: who published what, when, why, and what it changed; the drafts that may follow."""

from collections.abc import Sequence

from services.plans.plan_drafts import DraftHead
from services.plans.plan_versions import Changed
from ui.components import links
from ui.components.plan.plan_told import moment_of, state_words
from ui.i18n import _, ngettext
from ui.reading import Here
from ui.rendering import rendered

SHOWN_AT_ONCE = 5


def history_html(versions: Sequence[Changed], here: Here) -> str:
    """Every version as HTML, the newest first."""
    return rendered("plan_history.html", versions=[_version(one, here) for one in versions])


def _version(one: Changed, here: Here) -> dict[str, object]:
    line, changes = one.line, one.changes
    return {
        "title": _("Version {n}").format(n=line.version),
        "href": links.to("plan_versions", version=str(line.version)),
        "state": state_words(line, here),
        "is_in_force": line.state == "in force",
        "by": _("{name}, {when}").format(name=who(line.by), when=moment_of(line.published_at, here)),
        "reason": line.reason,
        "changes": (changes or ())[:SHOWN_AT_ONCE],
        "rest": (changes or ())[SHOWN_AT_ONCE:],
        "nothing": _("The first version") if changes is None else _("Nothing is different from the version before"),
    }


def who(actor: str) -> str:
    """Whoever did something, by the name that people know."""
    kind, _colon, name = actor.partition(":")
    if kind == "user":
        return name
    return _("the API key {name}").format(name=name) if kind == "key" else _("the command line")


def changes_html(changes: Sequence[str], before: int, after: int) -> str:
    """What turns one version into another, as HTML."""
    count = len(changes)
    title = ngettext("{n} difference from version {a} to version {b}", "{n} differences from version {a} to version {b}", count)
    nothing = _("Version {a} and version {b} say the same.").format(a=before, b=after)
    return rendered(
        "plan_changes.html", title=title.format(n=count, a=before, b=after) if changes else "", changes=tuple(changes), nothing=nothing
    )


def drafts_html(drafts: Sequence[DraftHead], here: Here) -> str:
    """The drafts as HTML."""
    lines = ((str(draft.id), draft.name, _about(draft, here)) for draft in drafts)
    ways = tuple((name, about, links.to("plan", draft=number), links.to("replay", draft=number)) for number, name, about in lines)
    return rendered("plan_drafts.html", drafts=ways)


def _about(draft: DraftHead, here: Here) -> str:
    base = [_("from version {n}").format(n=draft.based_on)] if draft.based_on else []
    saved = _("saved by {name}, {when}").format(name=who(draft.updated_by), when=moment_of(draft.updated_at, here))
    return " · ".join([*base, saved])

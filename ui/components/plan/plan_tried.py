"""What a rule would give for the last real activities of its types."""

from collections.abc import Sequence

from services.plans.trying_rules import Tried
from ui import formats
from ui.components.plan.plan_told import moment_of
from ui.i18n import _, label
from ui.reading import Here
from ui.rendering import show


def tried(found: Sequence[Tried], here: Here) -> None:
    """Each with its points and why; and in all."""
    show(
        "plan_tried.html",
        title=_("{points} for the last {n}").format(points=formats.signed_points(sum(one.points for one in found)), n=len(found)),
        tried=[(formats.signed(one.points), label(dict(one.type_label)), _who(one, here), one.why) for one in found],
        nothing=_("None of these activities was recorded lately."),
    )


def _who(one: Tried, here: Here) -> str:
    return " · ".join(part for part in (one.employee, moment_of(one.occurred_at, here)) if part)

"""The menu: which pages there are, where they lie, and who sees them listed. Each page asks for its permission itself all the same."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from services.access import Act, Actor, Role
from ui.i18n import _, language

PAGES = Path(__file__).resolve().parent.parent / "pages"
WALL = "screen/screen.py"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the menu. address: the file's stem; is_listed: whether it stands in an actor's menu, else only links lead to it."""

    path: str
    title: str
    icon: str
    is_listed: Callable[[Actor], bool]

    @property
    def address(self) -> str:
        return address_of(self.path)


def can(act: Act) -> Callable[[Actor], bool]:
    return lambda actor: actor.may(act)


def is_employee(actor: Actor) -> bool:
    return actor.employee_id is not None


def never(_actor: Actor) -> bool:
    return False


def menu() -> dict[str, tuple[Entry, ...]]:
    """Every page by its section, in the reader's language."""
    return _menu(language())


@cache
def _menu(_language: str) -> dict[str, tuple[Entry, ...]]:
    return {
        _("Me"): (
            Entry("me/my_points.py", _("My points"), "monitoring", is_employee),
            Entry("me/record.py", _("Record an activity"), "add_circle", can(Act.RECORD)),
            Entry("me/entries.py", _("Entries"), "receipt_long", is_employee),
            Entry("me/activity.py", _("Activity"), "fact_check", never),
            Entry("me/account.py", _("My account"), "account_circle", never),
        ),
        _("Team"): (
            Entry("team/leaderboard.py", _("Leaderboard"), "trophy", can(Act.READ_BOARDS)),
            Entry("team/feed.py", _("Feed"), "dynamic_feed", can(Act.READ_FEED)),
            Entry("manage/plan_versions.py", _("How points are earned"), "rule", can(Act.READ_PLAN)),
            Entry(WALL, _("Office screen"), "tv", never),
        ),
        _("Customers"): (
            Entry("customers/customers.py", _("Customers"), "storefront", can(Act.READ_CUSTOMERS)),
            Entry("customers/customer.py", _("Customer"), "storefront", never),
        ),
        _("Manage"): (
            Entry("manage/plan.py", _("Scoring plan"), "tune", can(Act.DRAFT_PLAN)),
            Entry("manage/campaigns.py", _("Campaigns"), "campaign", can(Act.DRAFT_PLAN)),
            Entry("manage/campaign.py", _("Campaign"), "campaign", never),
            Entry("manage/celebrations.py", _("Celebrations"), "celebration", can(Act.CELEBRATE)),
            Entry("manage/approvals.py", _("Approvals"), "approval", can(Act.DECIDE)),
            Entry("manage/targets.py", _("Targets"), "flag", can(Act.SET_TARGETS)),
            Entry("manage/days_off.py", _("Working days"), "event_available", can(Act.GRANT_DAYS)),
            Entry("manage/screens.py", _("Screens"), "tv", can(Act.MANAGE_SCREENS)),
            Entry("manage/plan_audit.py", _("Plan check"), "troubleshoot", can(Act.AUDIT_PLAN)),
            Entry("manage/replay.py", _("Replay"), "history", never),
            Entry("manage/rescore.py", _("Score a period again"), "published_with_changes", never),
        ),
        _("Administration"): (
            Entry("admin/people.py", _("People"), "group", can(Act.MANAGE_PEOPLE)),
            Entry("admin/teams.py", _("Teams"), "account_tree", can(Act.MANAGE_PEOPLE)),
            Entry("admin/users.py", _("Users"), "badge", can(Act.ADMINISTER)),
            Entry("admin/api_keys.py", _("API keys"), "key", can(Act.ADMINISTER)),
            Entry("admin/activity_types.py", _("Activity types"), "category", can(Act.MANAGE_CATALOGUE)),
            Entry("admin/imports.py", _("Import"), "upload_file", can(Act.IMPORT)),
            Entry("admin/organisation.py", _("Organisation"), "domain", can(Act.ADMINISTER)),
        ),
    }


def home_of(actor: Actor) -> str:
    """Where an actor's day begins, as a file under `pages/`."""
    if actor.role is Role.SCREEN:
        return WALL
    return "me/my_points.py" if is_employee(actor) else "team/leaderboard.py"


def address_of(path: str) -> str:
    """Where a page is found, of its file under `pages/`."""
    return Path(path).stem


def title_of(path: str) -> str:
    """What the menu calls a page, in the reader's language."""
    return next(entry.title for entries in menu().values() for entry in entries if entry.path == path)


def _clone(prototype: Any) -> Any:
    """A page of its own for a run, which changes it; `copy.copy` takes ten times as long, and every run of a page needs them all."""
    made = object.__new__(type(prototype))
    made.__dict__.update(prototype.__dict__)
    return made


def page(path: str) -> Any:
    """The page as `st.switch_page` and `st.page_link` name it; path: as in `menu`. By its path alone they would look for it on the disk."""
    return _clone(_prototype(path, "Laurel", ""))


def navigation(actor: Actor | None) -> Any:
    """The page that was asked for, every page being known by its address. A stranger is told no title and no section, nobody a page that is not theirs.

    Called before the sign-in gate: otherwise an address that was asked for would be lost (design, fact 2).
    """
    sections = {name: [_clone(_known(entry, actor)) for entry in entries] for name, entries in menu().items()}
    home = st.Page(lambda: _go_home(actor), title="Laurel", icon=":material/trophy:", default=True, visibility="hidden")
    if actor is None:
        return st.navigation([home, *chain(*sections.values())], position="hidden")
    return st.navigation({"": [home], **sections}, position="sidebar", expanded=True)


def asks_for(path: str) -> bool:
    """True where this run is of that page, as far as can be told before `navigation`."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return False
    wanted, asked = _prototype(path, "Laurel", ""), run.pages_manager
    if asked.intended_page_script_hash:
        return bool(asked.intended_page_script_hash == wanted._script_hash)
    return bool(asked.intended_page_name == wanted.url_path)


def wall() -> Any:
    """The office screen, known beside nothing but the way home: a wall has no menu, and its runs no message about one."""
    home = st.Page(_nowhere, title="Laurel", default=True, visibility="hidden")
    return st.navigation([home, page(WALL)], position="hidden")


def _nowhere() -> None:
    """A wall is asked for by its own address."""


def _known(entry: Entry, actor: Actor | None) -> Any:
    listed = actor is not None and entry.is_listed(actor)
    title = entry.title if actor is not None and (listed or entry.is_listed is never) else "Laurel"
    return _prototype(entry.path, title, entry.icon if listed else "")


@cache
def _prototype(path: str, title: str, icon: str) -> Any:
    """A page that runs take copies of: making one looks at the disk, and every run of a page names them all. icon: empty if it is not listed."""
    visibility: Literal["visible", "hidden"] = "visible" if icon else "hidden"
    shown = f":material/{icon}:" if icon else None
    return st.Page(PAGES / path, title=title, icon=shown, url_path=Path(path).stem, visibility=visibility)


def _go_home(actor: Actor | None) -> None:
    if actor is not None:
        st.switch_page(page(home_of(actor)))

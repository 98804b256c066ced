"""Screens on walls: which there are and when each was last seen; what one shows and in which order, its link, and how it looks."""

import streamlit as st

from services.access import Act
from services.errors import Refusal
from services.screens import screens
from services.screens.screens import Screen
from ui.components.admin.admin_forms import done, told
from ui.components.admin.admin_frame import back, heading
from ui.components.admin.admin_roll import roll
from ui.components.frame import empty, masthead, wrong
from ui.components.screens import adding, link_card, preview, saving, scene_cards, screens_list, working
from ui.components.screens.settings import settings
from ui.components.screens.words import seen
from ui.data import database
from ui.i18n import _
from ui.live import live
from ui.permission import allowed
from ui.reading import here, teams
from ui.reading_screens import all_screens

PATH = "manage/screens.py"
me = allowed(Act.MANAGE_SCREENS)


def everyone() -> None:
    """The list, which keeps itself fresh."""
    link_card.forget()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
        with st.container(width="content"):
            masthead(_("Screens"))
        adding.opener()
    adding.dialog(PATH)
    lines()


@live
def lines() -> None:
    reader = allowed(Act.MANAGE_SCREENS)
    known = all_screens(reader)
    if not known:
        text = _(
            "A screen shows the best, the teams and the latest successes on a television. Until one is made, a wall shows everybody, this month."
        )
        return empty(_("No screen yet"), text)
    names = {team.code: team.name for team in teams(reader)}
    roll(screens_list.lines(known, names, here(reader)), avatars=False)


def one(number: str) -> None:
    back(_("Screens"), "screens")
    try:
        screen = screens.get(database(), me.actor, int(number) if number.isascii() and number.isdigit() else 0)
    except Refusal as refusal:
        return wrong(refusal)
    work = working.working(screen)
    masthead(screen.name, seen(screen, here(me)))
    with st.container(key="screens_page"):
        bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="screens_bar")
        with st.container(key="screens_form"):
            complaints = editing(work)
        with st.container(key="screens_look"):
            looking(screen, work)
        with st.container(key="screens_hang"):
            preview.upright()
            with st.container(key="screens_link"):
                hanging(screen)
    with bar:
        saving.bar(me, screen, work, complaints)


def editing(work: working.Working) -> saving.Complaints:
    """What the screen shows, to be changed."""
    complaints = saving.Complaints()
    heading(_("What it shows"))
    settings(work, teams(me), complaints)
    heading(_("Scenes"), _("Each stands for its seconds, then the next follows. After the last they begin again."))
    scene_cards.cards(work, complaints)
    return complaints


def looking(screen: Screen, work: working.Working) -> None:
    """How it would look."""
    shown = screen.id, work.name, work.document()
    why = preview.waits_for(me, *shown)
    told = _("It waits. {why}").format(why=why) if why else _("As the wall would show it, with what is not saved yet.")
    heading(_("Preview"), told)
    preview.keep(*shown)
    preview.wide()


def hanging(screen: Screen) -> None:
    """How it comes to the wall, and leaves it."""
    link_card.link_card(screen, here(me))
    with st.container(horizontal=True, gap="small"):
        st.link_button(_("Open the saved screen"), f"/screen?show={screen.id}", icon=":material/open_in_new:", type="tertiary")
        is_removed = saving.removing(screen)
    if is_removed:
        done(_("{name} is removed.").format(name=screen.name), PATH)


told()
if "screen" in st.query_params:
    one(st.query_params["screen"])
else:
    everyone()

"""The first run: whoever holds the link that the server printed names the organisation, chooses what to begin with, and is its administrator."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import streamlit as st

from services.beginning import founding, starting
from services.beginning.demonstrating import PASSWORD
from services.beginning.founding_demonstration import found_demonstration
from services.errors import Refusal
from ui import i18n
from ui.components.admin.admin_forms import Complaints
from ui.components.organisation.organisation_fields import LANGUAGES, currency_choice, currency_of, zone_choice, zone_of_browser
from ui.components.plan.starter import DEMONSTRATION, beginning, counted, gives
from ui.data import database
from ui.i18n import _
from ui.refusals import sentence
from ui.rendering import show
from ui.sign_in import address, enter, password_rule

WIDTH = 640
NEXT, NEXT_IN_DEMONSTRATION = "/imports", "/leaderboard"
TURN, WRONG = "first_run_turn", "first_run_wrong"


@dataclass(frozen=True, slots=True)
class Founder:
    """Who begins, as they typed it."""

    name: str
    password: str
    again: str


def page(secret: str) -> None:
    """The form; when it is sent and right, whoever sent it is signed in, on the page where the next step is."""
    with st.container(horizontal_alignment="center"), st.container(width=WIDTH, key="first_run"):
        _head()
        wrong = Complaints()
        if starting.is_founded(database()):
            _administrator_alone(secret, wrong)
        else:
            _organisation(secret, wrong)


def closed() -> None:
    """The link does not work: says why, and how to get one that does."""
    if founding.first_admin_needed(database()):
        st.info(_("This link has been used, or is too old. Start the server again: it prints a new one."), icon=":material/link_off:")
    else:
        st.info(
            _("This link has done its work: there is an administrator. Sign in, or ask them to invite you."), icon=":material/link_off:"
        )


def _head() -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        show("mark.html", name="Laurel")
        st.session_state["first_run_spoken"] = i18n.language()
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            key="first_run_spoken",
            required=True,
            format_func=lambda code: LANGUAGES[code],
            label_visibility="collapsed",
            on_change=lambda: i18n.speak(st.session_state["first_run_spoken"]),
        )


def _administrator_alone(secret: str, wrong: Complaints) -> None:
    """There is an organisation, made on the command line; only who runs it is still asked for."""
    show(
        "first_run_head.html",
        title=_("Who runs Laurel here?"),
        text=_("The organisation stands already. Choose a name and a password: you will be its administrator."),
    )
    with st.form("first_run_form", border=False):
        with st.container(border=True, key="first_run_you"):
            founder = _you(wrong)
        is_sent = _sent(_("Save and sign in"), wrong)
    if is_sent:
        _begin(founder, lambda: _found(secret, founder, None, None))


def _organisation(secret: str, wrong: Complaints) -> None:
    """What to begin with stands outside of the form: it decides what the form asks."""
    show(
        "first_run_head.html",
        title=_("Let us set up Laurel"),
        text=_("Three short steps. Everything but the time zone can be changed later."),
    )
    with st.container(border=True, key="first_run_begin"):
        show("first_run_step.html", number=1, title=_("Begin with"), text="")
        chosen = beginning("first_run_plan")
        gives(chosen, PASSWORD)
        wrong.beneath("plan", "locale")
    is_own = chosen != DEMONSTRATION
    with st.form("first_run_form", border=False):
        with st.container(border=True, key="first_run_you"):
            show("first_run_step.html", number=2, title=_("About you"), text=_("You will be the administrator, and can invite others."))
            founder = _you(wrong)
        document = _own(wrong) if is_own else {}
        is_sent = _sent(_("Create the organisation") if is_own else _("Build the demonstration"), wrong)
    if is_sent:
        _begin(founder, lambda: _found(secret, founder, document, chosen or None) if is_own else _demonstrate(secret, founder))


def _own(wrong: Complaints) -> dict[str, object]:
    with st.container(border=True, key="first_run_organisation"):
        show("first_run_step.html", number=3, title=_("Your organisation"), text=_("As the people in it call it."))
        return _document(wrong)


def _you(wrong: Complaints) -> Founder:
    """Name and password. The passwords are forgotten after every attempt, all else stays."""
    turn = st.session_state.get(TURN, 0)
    name = st.text_input(
        _("Your name"), key="first_run_name", placeholder=_("The name you will sign in with"), autocomplete="username", max_chars=100
    )
    wrong.beneath("name")
    left, right = st.columns(2)
    with left:
        password = st.text_input(_("Password"), type="password", key=f"first_run_password_{turn}", autocomplete="new-password")
    with right:
        again = st.text_input(_("Password, again"), type="password", key=f"first_run_again_{turn}", autocomplete="new-password")
    show("admin_meaning.html", text=password_rule())
    wrong.beneath("password")
    return Founder(name.strip(), password, again)


def _document(wrong: Complaints) -> dict[str, object]:
    name = st.text_input(_("Name of the organisation"), key="first_run_organisation_name", max_chars=200)
    wrong.beneath("organisation.name")
    zone = zone_choice("first_run_zone", zone_of_browser())
    show("admin_meaning.html", text=_("Its midnight ends the business day. It cannot be changed once something is recorded."))
    wrong.beneath("organisation.timezone")
    left, right = st.columns(2)
    with left:
        currency = currency_choice("first_run_currency", currency_of(zone_of_browser()))
        wrong.beneath("organisation.currency")
    with right:
        spoken = st.selectbox(
            _("Language of the organisation"),
            list(LANGUAGES),
            index=list(LANGUAGES).index(i18n.language()),
            key="first_run_locale",
            format_func=lambda code: LANGUAGES[code],
        )
        wrong.beneath("organisation.locale")
    return {"name": name.strip(), "timezone": zone, "currency": currency, "locale": spoken}


def _sent(words: str, wrong: Complaints) -> bool:
    """True at the run for which the button was pressed. Why an earlier press came to nothing is told at its field, once."""
    wrong.beneath("setup")
    is_sent = st.form_submit_button(words, type="primary", width="stretch", key="first_run_send")
    told = st.session_state.pop(WRONG, None)
    if told:
        wrong.say(*told)
    return is_sent


def _begin(founder: Founder, act: Callable[[], str]) -> None:
    """It is done and the browser goes in; else the form stands again with what was typed, but for the passwords."""
    if founder.password != founder.again:
        _again(_("The two passwords differ."), "password")
    try:
        ticket = act()
    except Refusal as refusal:
        _again(_said(refusal), refusal.field or "setup")
    enter(ticket)


def _again(text: str, field: str) -> NoReturn:
    st.session_state[WRONG] = (text, field)
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    st.rerun()


def _said(refusal: Refusal) -> str:
    """A field that was left empty is asked for in the words of the form."""
    asked = {
        "organisation.timezone": _("Choose the time zone."),
        "organisation.currency": _("Choose the currency."),
    }
    return asked.get(refusal.field or "") or sentence(refusal)


def _found(secret: str, founder: Founder, organisation: dict[str, object] | None, plan: str | None) -> str:
    return starting.found(
        database(),
        secret,
        user=founder.name,
        password=founder.password,
        organisation=organisation,
        plan=plan,
        language=st.session_state.get(i18n.CHOSEN),
        following=NEXT,
    )


def _demonstrate(secret: str, founder: Founder) -> str:
    bar = st.progress(0.0, _("Inventing people, shops and a year of work …"))
    return found_demonstration(
        database(),
        secret,
        user=founder.name,
        password=founder.password,
        locale=i18n.language(),
        language=st.session_state.get(i18n.CHOSEN),
        address=address(),
        following=NEXT_IN_DEMONSTRATION,
        progress=lambda done, of: bar.progress(done / max(of, 1), counted(done, of)),
    )

"""What the services behind the pages do for whoever asks, as `permission_works` has it for the others."""

import datetime as dt
import hashlib
import io
from pathlib import Path
from typing import Any

from PIL import Image

from db.engine import Database
from scoring.periods import PeriodKind, period_of
from scoring.plan import HolderKind
from services import organising
from services.access import COMMAND_LINE, Actor
from services.activities import drafting, evidence, listing_activities, recording_by_hand, verdicts, waiting
from services.auditing import auditing
from services.beginning import demonstrating, starting
from services.boards import boards, breaking_down, closing_gaps, entry_lines, finding, glancing, holdings, rank_history, trends
from services.explanations import explaining_entries
from services.imports import previewing
from services.people import moving, naming, people, personal_days, rosters, searching
from services.sign_in import inviting, own_user, users
from tests.promises.history import day_of, iso
from tests.services.permission_works import BUYERS, PEOPLE, each, imported_file, numbers
from tests.services.permission_world import NOW, SHORT, Work, named, sent_by

WAITING = [("test", f"{name}-waits") for name in ("own", "near", "lead", "far")]


def page_board(subject: str, **more: Any) -> Work:
    def work(database: Database, actor: Actor) -> str:
        shown = boards.page_board(database, actor, subject=subject, period="all", now=NOW, **more)
        return numbers(row.code for row in shown.rows)

    return work


def customer_row(database: Database, actor: Actor, code: str) -> object:
    found = boards.ranked(database, actor, subject="customers", period="all", now=NOW)
    return boards.customer_row(database, actor, found, code, now=NOW)


PEOPLE_CODES = [f"E{n}" for n in range(1, 7)]


def page_of_employees(database: Database) -> boards.Ranked:
    return boards.ranked(database, COMMAND_LINE, subject="employees", period="all", now=NOW)


def found_customers(database: Database, actor: Actor) -> str:
    board = boards.ranked(database, actor, subject="customers", period="all", now=NOW)
    return numbers(finding.find_customers(database, actor, board, "C5", now=NOW).codes)


def choose_naming(database: Database, actor: Actor) -> object:
    organising.change(database, COMMAND_LINE, {"may_be_unnamed": True}, now=NOW)
    return naming.choose(database, actor, unnamed=True, now=NOW)


def trend(database: Database, actor: Actor, code: str) -> object:
    return trends.trend(database, actor, kind_of(code), code, now=NOW)


def kind_of(code: str) -> HolderKind:
    return HolderKind.EMPLOYEE if code.startswith("E") else HolderKind.CUSTOMER


def lines(database: Database, actor: Actor, code: str) -> object:
    assert entry_lines.latest_entries(database, actor, kind_of(code), code, now=NOW) is not None
    return entry_lines.entry_lines(database, actor, kind_of(code), code, now=NOW)


def entry(database: Database, actor: Actor, code: str) -> object:
    """The newest of theirs."""
    own = () if code.endswith("99") else entry_lines.latest_entries(database, COMMAND_LINE, kind_of(code), code, limit=1, now=NOW)
    return explaining_entries.entry(database, actor, kind_of(code), code, own[0].id if own else 1, now=NOW)


def held(database: Database, actor: Actor, code: str) -> object:
    return holdings.holdings(database, actor, kind_of(code), code, now=NOW)


def summed(database: Database, actor: Actor, code: str) -> object:
    return breaking_down.breakdown(database, actor, kind_of(code), code, now=NOW)


def by_hand(database: Database, actor: Actor, code: str) -> object:
    item = {"type": "visit", "external_id": "new", "occurred_at": iso(0), "employee": code}
    return recording_by_hand.record_by_hand(database, actor, item, now=NOW)


def verdict(database: Database, actor: Actor, name: str) -> str:
    refusal = verdicts.why_not(database, actor, "test", name, now=NOW)
    return "yes" if refusal is None else f"not:{SHORT[refusal.code]}"


def done_by(database: Database, actor: Actor, code: str) -> object:
    return listing_activities.activities_of(database, actor, kind_of(code), code, now=NOW)


def found_by(search: Any, text: str) -> Work:
    return lambda database, actor: numbers(one.code for one in search(database, actor, text, now=NOW))


def uploaded(folder: Path, carry: Any) -> Work:
    file, wanted = imported_file(folder), previewing.Import("activities")
    return lambda database, actor: str(carry(database, actor, file, wanted).counts.accepted)


def scores(database: Database, actor: Actor, code: str) -> object:
    return trends.scores_by_period(database, actor, HolderKind.EMPLOYEE, code, now=NOW)


def closing(database: Database, actor: Actor, code: str) -> object:
    period = period_of(PeriodKind.QUARTER, day_of(500))
    return closing_gaps.closing(database, actor, code, 10, period, now=NOW)


def waits(database: Database, actor: Actor) -> str:
    """Of which employees activities wait that the actor may look at; `!` after one's own."""
    page = waiting.waiting(database, actor, now=NOW)
    return "".join(f"{item.facts.employee.code[1:]}{'!' * item.is_own}" for item in page.items if item.facts.employee)


def decided(work: Any) -> Work:
    """What became of each: approved and declined are yes."""

    def decide(database: Database, actor: Actor) -> str:
        done = work(database, actor, WAITING, reason="x", now=NOW)
        return "/".join("yes" if one.refusal is None else SHORT[one.refusal.code] for one in done)

    return decide


def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    return file.getvalue()


def photo_of(database: Database, actor: Actor, employee: str) -> object:
    """A photo that somebody's activity names."""
    owner = Actor("cli:", is_operator=True)
    stored = evidence.store(database, owner, "photo.jpg", photo(), now=NOW)
    proof = {"name": stored["name"], "sha256": stored["sha256"]}
    [outcome] = sent_by(database, owner, named("shown", employee=employee, evidence=[proof]))
    assert outcome.error is None
    evidence.photo(database, actor, stored["sha256"], "test", "shown")
    return None


def uploaded_by_another(database: Database, actor: Actor) -> object:
    stored = evidence.store(database, Actor("cli:", is_operator=True), "photo.jpg", photo(), now=NOW)
    evidence.photo(database, actor, stored["sha256"])
    return None


def audited(database: Database, actor: Actor) -> str:
    """How many people the audit counts, and how many of their awards and of their customers'."""
    found = auditing.audit(database, actor, from_on=dt.date(2026, 1, 1), to_on=dt.date(2026, 3, 1), now=NOW)
    return f"{found.people}/{found.times}"


def works(folder: Path) -> dict[str, Work]:
    """Every work, by name. folder: where files to be imported lie."""
    everybody = PEOPLE | {f"{about}-customer": code for about, code in BUYERS.items()}
    first = dt.date(2026, 2, 1)
    nothing = hashlib.sha256(b"").hexdigest()
    return {
        "auditing.audit": audited,
        "boards.page_board/employees": page_board("employees"),
        "boards.page_board/customers": page_board("customers"),
        "boards.page_board/customers-of-west": page_board("customers", team="WEST"),
        "boards.ranked/employees": lambda d, a: boards.ranked(d, a, subject="employees", period="all", now=NOW),
        "boards.ranked/customers": lambda d, a: numbers(boards.ranked(d, a, subject="customers", period="all", now=NOW).frame["code"]),
        **each("boards.customer_row", BUYERS, customer_row),
        "glancing.glance": lambda d, a: glancing.glance(d, a, "E5", kind="month", now=NOW),
        "rank_history.rank_history": lambda d, a: rank_history.rank_history(d, a, subject="employees", kind="month", now=NOW),
        "finding.find_customers": found_customers,
        "finding.find_on": lambda d, a: finding.find_on(d, a, page_of_employees(d), "E3", "en", me=None, my_name=None),
        "finding.readable": lambda d, a: numbers(PEOPLE_CODES if (c := finding.readable(d, a, now=NOW)) is None else c),
        "naming.choose": choose_naming,
        "naming.own_naming": naming.own_naming,
        "personal_days.own_days": personal_days.own_days,
        "personal_days.hide_days": lambda d, a: personal_days.hide_days(d, a, hidden=True, now=NOW),
        "glancing.standings_frame": lambda d, a: glancing.standings_frame(d, a, kind="month", now=NOW),
        **each("trends.trend", everybody, trend),
        **each("trends.scores_by_period", PEOPLE, scores),
        "trends.team_medians": lambda d, a: trends.team_medians(d, a, "WEST", now=NOW),
        **each("closing_gaps.closing", PEOPLE, closing),
        **each("explaining_entries.entry", everybody, entry),
        **each("entry_lines.entry_lines", everybody, lines),
        **each("breaking_down.breakdown", everybody, summed),
        "entry_lines.latest_entries": lambda d, a: entry_lines.latest_entries(d, a, HolderKind.EMPLOYEE, "E5", now=NOW),
        **each("holdings.holdings", everybody, held),
        **each("listing_activities.activities_of", everybody, done_by),
        "searching.search_customers/any": found_by(searching.search_customers, ""),
        "searching.search_customers/by-name": found_by(searching.search_customers, "c"),
        "searching.search_customers/by-phone": found_by(searching.search_customers, "5678"),
        "searching.search_for_recording": found_by(searching.search_for_recording, "c"),
        "searching.search_employees": found_by(searching.search_employees, "e"),
        **each("recording_by_hand.record_by_hand", PEOPLE, by_hand),
        **each("verdicts.why_not", {name: name for name in ("own", "near", "lead", "far", "helped", "nobody")}, verdict),
        "waiting.waiting": waits,
        "waiting.count_waiting": lambda d, a: str(waiting.count_waiting(d, a, now=NOW)),
        "waiting.approve_many": decided(waiting.approve_many),
        "waiting.decline_many": decided(waiting.decline_many),
        "evidence.store": lambda d, a: evidence.store(d, a, "photo.jpg", photo(), now=NOW),
        "evidence.claim": lambda d, a: evidence.claim(d, a, [nothing], now=NOW),
        **each("evidence.photo", {"own": "E1", "near": "E2", "far": "E5"}, photo_of),
        "evidence.photo/of-another": uploaded_by_another,
        "drafting.keep": lambda d, a: drafting.keep(d, a, "record", {"note": "x"}),
        "drafting.kept": lambda d, a: drafting.kept(d, a, "record"),
        "drafting.drop": lambda d, a: drafting.drop(d, a, "record"),
        "organising.get": organising.get,
        "organising.change": lambda d, a: organising.change(d, a, {"name": "Other"}),
        "users.list_users": users.list_users,
        "users.version": users.version,
        "users.add_user": lambda d, a: users.add_user(d, a, "another", role="screen"),
        "users.change_user": lambda d, a: users.change_user(d, a, "guest", role="admin"),
        "users.disable_user": lambda d, a: users.disable_user(d, a, "guest"),
        "users.enable_user": lambda d, a: users.enable_user(d, a, "guest"),
        "users.unlock_user": lambda d, a: users.unlock_user(d, a, "guest"),
        "rosters.roster": lambda d, a: rosters.roster(d, a, now=NOW),
        "rosters.history": lambda d, a: rosters.history(d, a, "E1", now=NOW),
        "rosters.tree": lambda d, a: rosters.tree(d, a, now=NOW),
        "rosters.sign_in_of": lambda d, a: rosters.sign_in_of(d, a, "E1"),
        "rosters.own_sight": rosters.own_sight,
        "moving.foresee": lambda d, a: moving.foresee(d, a, ["E1"], team="WEST", from_on=first, now=NOW),
        "moving.move": lambda d, a: moving.move(d, a, ["E1"], team="WEST", from_on=first, now=NOW),
        "people.add_employee": lambda d, a: people.add_employee(d, a, "E9", {"name": "New"}, now=NOW),
        "people.add_team": lambda d, a: people.add_team(d, a, "NEW", {"name": "New"}, now=NOW),
        "previewing.rehearse": uploaded(folder, previewing.rehearse),
        "previewing.carry_out": uploaded(folder, previewing.carry_out),
        "inviting.invite": lambda d, a: len(inviting.invite(d, a, "guest")),
        "own_user.places": own_user.places,
        "own_user.set_language": lambda d, a: own_user.set_language(d, a, "zh"),
        "own_user.sign_out_everywhere": own_user.sign_out_everywhere,
        "own_user.sign_out_place": lambda d, a: own_user.sign_out_place(d, a, 99),
        "own_user.change_password": lambda d, a: own_user.change_password(d, a, old="wrong wrong", new="right right right"),
        "starting.put_starter_types": starting.put_starter_types,
        "starting.add_starter_types": lambda d, a: starting.add_starter_types(d, a, "retail"),
        "demonstrating.fill": lambda d, a: demonstrating.fill(d, a, locale="en", now=NOW),
    }

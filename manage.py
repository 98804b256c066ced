"""The command line. Exit 0: done; 1: refused; 2: the command line or a file could not be read."""

import datetime as dt
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from config import terminal
from config.settings import SettingsError, settings
from config.terminal import DAY, FILE, day_of, minute, stop, text_of
from services.access import COMMAND_LINE
from services.errors import Refusal, Unknown

if TYPE_CHECKING:
    from db.engine import Database  # what is slow to import waits until a command needs it
    from services.beginning.demonstrating import SignIn
    from services.sign_in.users import User

REFUSED, UNREADABLE, INTERRUPTED = 1, 2, 130
MOST_MOVED = 20


def address() -> str:
    from db.failures import checked

    return checked(settings().database_url)


@contextmanager
def opened() -> Iterator["Database"]:
    from db.engine import Database

    database = Database.open(address())
    try:
        yield database
    finally:
        database.close()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Laurel's command line."""


@cli.command()
def migrate() -> None:
    """Create the database, or bring it to this version."""
    from db.migrations import upgrade

    upgrade(address())
    click.echo("The database is up to date.")


@cli.command()
@click.option("--name", required=True, help="what the organisation is called")
@click.option("--timezone", required=True, help="an IANA name, such as Asia/Shanghai")
@click.option("--currency", required=True, help="three letters, such as CNY")
@click.option("--locale", default="en", show_default=True, help="en or zh")
@click.option("--plan", type=FILE, help="a first scoring plan; without one nothing earns points")
def init(name: str, timezone: str, currency: str, locale: str, plan: Path | None) -> None:
    """Make an empty organisation, migrating first."""
    from db.migrations import upgrade
    from services.beginning import setting_up
    from services.plans import planning

    first_plan = planning.read_document(text_of(plan)) if plan else None
    if plan:
        planning.validated(first_plan)
    upgrade(address())
    with opened() as database:
        setting_up.initialise(database, COMMAND_LINE, name=name, timezone=timezone, currency=currency, locale=locale, first_plan=first_plan)
    click.echo(f"{name} is set up, {'with a first plan' if plan else 'without a plan: publish one to earn points'}.")


@cli.command()
@click.option("--locale", type=click.Choice(["en", "zh"]), help="its language; the terminal's if left out")
@click.option("--if-empty", is_flag=True, help="where there is an organisation, only show the sign-ins of the demonstration, if it is one")
def demo(locale: str | None, if_empty: bool) -> None:
    """Fill an empty database with a demonstration, migrating first, and print the sign-ins."""
    from db.migrations import upgrade
    from services.beginning import demonstrating

    upgrade(address())
    with opened() as database:
        if if_empty and not demonstrating.is_empty(database):
            return _show_sign_ins(demonstrating.sign_ins(database))
        with terminal.progress("Making the demonstration") as told:
            made = demonstrating.fill(database, COMMAND_LINE, locale=locale or _terminal_language(), progress=told)
    held = made.counts
    click.echo(f"{held.teams} teams, {held.employees} employees, {held.customers} customers and {held.activities} activities stand.")
    _show_sign_ins(made.sign_ins)


def _terminal_language() -> str:
    """What the terminal speaks: the first of the variables that is set decides; English where it is no language of ours."""
    from config.translating import SOURCE, language_of

    tag = next((found for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (found := os.environ.get(name))), None)
    return language_of(tag) or SOURCE


def _show_sign_ins(sign_ins: "tuple[SignIn, ...]") -> None:
    if sign_ins:
        rows = [(found.role, found.name, found.password, found.try_first) for found in sign_ins]
        terminal.show_table("The demonstration's sign-ins", ["Role", "Name", "Password", "What to try first"], rows, numbers=())


@cli.group()
def key() -> None:
    """API keys."""


@key.command("add")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, help="may be given several times")
def add_key(name: str, scopes: tuple[str, ...]) -> None:
    """Make an API key and print it, once, on the last line."""
    from services.sign_in import keys

    with opened() as database:
        made = keys.add(database, COMMAND_LINE, name, scopes)
    click.echo("Keep this key: it is not shown again.")
    click.echo(made)


@key.command("list")
def list_keys() -> None:
    """Show every key by name, never the key itself."""
    from services.sign_in import keys

    with opened() as database:
        found: Any = keys.list_keys(database, COMMAND_LINE)
    rows = [(k["name"], ", ".join(k["scopes"]), minute(k["created_at"]), minute(k["revoked_at"])) for k in found]
    terminal.show_table("API keys", ["Name", "Scopes", "Made", "Revoked"], rows, numbers=())


@key.command("revoke")
@click.argument("name")
def revoke_key(name: str) -> None:
    """Let a key open nothing any more."""
    from services.sign_in import keys

    with opened() as database:
        keys.revoke(database, COMMAND_LINE, name)
    click.echo(f"The key {name} opens nothing any more.")


@cli.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.argument("name")
@click.option("--role", required=True, help="admin, manager, employee or screen")
@click.option("--employee", help="the code of the employee they are")
@click.option("--team", "teams", multiple=True, help="the code of a team that a manager leads; may be given several times; none: all")
@click.option("--password-stdin", is_flag=True, help="read the password from the standard input instead of asking for it")
def add_user(name: str, role: str, employee: str | None, teams: tuple[str, ...], password_stdin: bool) -> None:
    """Let somebody sign in."""
    from services.sign_in import users

    password = terminal.password(from_stdin=password_stdin)
    with opened() as database:
        users.add_user(database, COMMAND_LINE, name, role=role, employee=employee, teams=teams, password=password)
    click.echo(f"{name} can sign in.")


@user.command("list")
def list_users() -> None:
    """Show everybody who can sign in, or could."""
    from services.sign_in import users

    with opened() as database:
        found = users.list_users(database, COMMAND_LINE)
    rows = [(u.name, u.role, u.employee, ", ".join(u.teams), terminal.instant(u.last_sign_in_at), _state(u)) for u in found]
    terminal.show_table("Users", ["Name", "Role", "Employee", "Teams", "Last sign-in", "State"], rows, numbers=())


def _state(user: "User") -> str:
    if user.is_disabled:
        return "disabled"
    return "locked for some minutes" if user.is_locked else "" if user.has_password else "has no password yet"


@user.command("disable")
@click.argument("name")
def disable_user(name: str) -> None:
    """Sign somebody out everywhere, and let them in no more."""
    from services.sign_in import users

    with opened() as database:
        users.disable_user(database, COMMAND_LINE, name)
    click.echo(f"{name} is signed out and cannot sign in.")


@user.command("enable")
@click.argument("name")
def enable_user(name: str) -> None:
    """Let somebody sign in again."""
    from services.sign_in import users

    with opened() as database:
        users.enable_user(database, COMMAND_LINE, name)
    click.echo(f"{name} can sign in again.")


@user.command("invite")
@click.argument("name")
def invite_user(name: str) -> None:
    """Print, on the last line, where somebody chooses a password: once, within a week."""
    from services.sign_in import inviting

    with opened() as database:
        secret = inviting.invite(database, COMMAND_LINE, name)
    click.echo("Put the address of your server before it, and send it to nobody else.")
    click.echo(f"/?invite={secret}")


@cli.group()
def plan() -> None:
    """The scoring plan."""


@plan.command("publish")
@click.argument("file", type=FILE)
@click.option("--reason", required=True, help="why, for those who read it later")
@click.option("--effective-from", type=DAY, help="a day; without one from now")
def publish_plan(file: Path, reason: str, effective_from: dt.datetime | None) -> None:
    """Publish a version of the plan; the first is in force since always."""
    from services.plans import planning

    document = planning.read_document(text_of(file))
    with opened() as database:
        made = planning.publish(database, COMMAND_LINE, document, reason=reason, effective_from=day_of(effective_from))
    click.echo(f"Version {made['version']} is published, in force {_since(made['effective_from'])}.")


def _since(effective_from: str | None) -> str:
    return f"from {minute(effective_from)}" if effective_from else "since always"


@plan.command("simulate")
@click.argument("file", type=FILE)
@click.option("--from", "from_on", type=DAY, help="the first day; without one that of the running quarter")
@click.option("--to", "to_on", type=DAY, help="the day after the last; without one that after the running quarter")
@click.option("--json", "as_json", is_flag=True, help="the API's document")
def simulate_plan(file: Path, from_on: dt.datetime | None, to_on: dt.datetime | None, as_json: bool) -> None:
    """Replay a draft on real history, against the newest version; nothing is stored."""
    from services.plans import planning
    from services.tuning import tuning

    document = planning.read_document(text_of(file))
    with opened() as database:
        first, end = tuning.days_or_quarter(database, COMMAND_LINE, day_of(from_on), day_of(to_on))
        found: Any = tuning.simulate(database, COMMAND_LINE, document, from_on=first, to_on=end)
    if as_json:
        return terminal.show_json(found)
    _show_replay(found)


def _show_replay(found: Any) -> None:
    totals, title = found["totals"], f"{found['period']['from']} until before {found['period']['to']}"
    numbers = ["Awards before", "After", "Points before", "Points after"]
    rows = [(r["key"], r["awards_before"], r["awards_after"], r["points_before"], r["points_after"]) for r in found["rules"]]
    terminal.show_table(f"Rules, {title}", ["Rule", *numbers], rows, numbers=numbers)
    moved = [h for h in found["holders"] if (h["score_before"], h["rank_before"]) != (h["score_after"], h["rank_after"])]
    moved.sort(key=lambda h: abs(h["score_after"] - h["score_before"]), reverse=True)
    columns = ["Score before", "After", "Rank before", "Rank after"]
    shown = [(h["kind"], h["code"], h["score_before"], h["score_after"], h["rank_before"], h["rank_after"]) for h in moved[:MOST_MOVED]]
    terminal.show_table(f"Who moves most, of {len(moved)} who move", ["Kind", "Code", *columns], shown, numbers=columns)
    click.echo(
        f"{totals['points_before']} points would be {totals['points_after']}; in money {totals['money_before']} and {totals['money_after']}."
    )


@plan.command("list")
def list_plans() -> None:
    """Show every version, the newest first."""
    from services.plans import planning

    with opened() as database:
        found: Any = planning.list_versions(database, COMMAND_LINE, limit=1_000)["items"]
    rows = [(v["version"], v["name"], minute(v["effective_from"]), minute(v["published_at"]), v["by"], v["reason"]) for v in found]
    columns = ["Version", "Name", "In force from", "Published", "By", "Reason"]
    terminal.show_table("Plan versions", columns, rows, numbers=["Version"])


@plan.command("show")
@click.argument("version", type=click.IntRange(1, 2**31 - 1), required=False)
@click.option("--json", "as_json", is_flag=True, help="the API's document")
def show_plan(version: int | None, as_json: bool) -> None:
    """Print a version of the plan, the newest if none is named, as YAML that can be published again."""
    import yaml

    from services.plans import planning

    with opened() as database:
        found = planning.get(database, COMMAND_LINE, version)
    if as_json:
        return terminal.show_json(found)
    click.echo(f"# Version {found['version']}, in force {_since(found['effective_from'])}")
    click.echo(yaml.safe_dump(found["plan"], allow_unicode=True, sort_keys=False, width=100), nl=False)


@cli.command()
@click.argument("subject", type=click.Choice(["employees", "teams", "customers"]))
@click.option("--period", type=click.Choice(["day", "week", "month", "quarter", "year", "all"]), required=True)
@click.option("--on", type=DAY, help="a day of the period; today if left out")
@click.option("--limit", type=click.IntRange(1, 1_000), default=10, show_default=True)
@click.option("--measure", type=click.Choice(["total", "per_head"]), default="total", show_default=True)
@click.option("--team", help="only this team and those below it")
@click.option("--json", "as_json", is_flag=True, help="the API's document")
def leaderboard(subject: str, on: dt.datetime | None, as_json: bool, **how: Any) -> None:
    """Show a board."""
    from services.boards import standings

    with opened() as database:
        board = standings.board(database, COMMAND_LINE, subject=subject, on=day_of(on), cursor=None, **how)
    if as_json:
        return terminal.show_json(board.document())
    if not board.rows:
        return click.echo("Nobody is on this board yet.")
    rows = [(r.rank, r.code, r.name, r.score, _change(r.change)) for r in board.rows]
    columns = ["Rank", "Code", "Name", "Score", "Change"]
    terminal.show_table(f"{subject}, {board.period.key}", columns, rows, numbers=["Rank", "Score", "Change"])


def _change(places: int | None) -> str:
    return "" if places is None else f"{places:+d}" if places else "="


@cli.group("import")
def imports() -> None:
    """Files of activities, people and customers: CSV or xlsx. May be interrupted and repeated."""


def _import(kind: str, file: Path, how: dict[str, Any]) -> None:
    from services.imports import importing as service

    acts: dict[str, Any] = {
        "activities": service.import_activities,
        "people": service.import_people,
        "customers": service.import_customers,
    }
    with opened() as database, terminal.progress(kind) as told:
        counts = acts[kind](database, COMMAND_LINE, file, progress=told, **how)
    waiting = f", pending {counts.pending}" if counts.pending else ""
    click.echo(f"accepted {counts.accepted}, duplicate {counts.duplicates}, rejected {counts.rejected}{waiting}")


@imports.command("activities")
@terminal.importing
@click.option("--mapping", type=FILE, help="how another system's columns become activities")
@click.option("--source", help="for rows that name none, instead of the mapping's")
def import_activities(file: Path, **how: Any) -> None:
    """Record the activities of a file."""
    _import("activities", file, how)


@imports.command("people")
@terminal.importing
def import_people(file: Path, **how: Any) -> None:
    """Create or update the employees of a file."""
    _import("people", file, how)


@imports.command("customers")
@terminal.importing
def import_customers(file: Path, **how: Any) -> None:
    """Create or update the customers of a file."""
    _import("customers", file, how)


@cli.command()
@click.option("--period", required=True, type=click.Choice(["day", "week", "month", "quarter", "year", "all"]), help="which kind of period")
@click.option("--on", required=True, type=DAY, help="a day in it")
@click.option("--reason", default="Rescored on the command line", show_default=True, help="why, for those who read it later")
@click.option("--dry-run", is_flag=True, help="show what it would change and store nothing")
@click.option("--json", "as_json", is_flag=True, help="the whole answer")
def rescore(period: str, on: dt.datetime, reason: str, dry_run: bool, as_json: bool) -> None:
    """Score an open period again under the versions of the plan in force for it now, and post the differences."""
    from scoring.periods import PeriodKind
    from services.tuning import rescoring

    with opened() as database:
        if dry_run:
            found: Any = rescoring.preview(database, COMMAND_LINE, period=PeriodKind(period), on=on.date())
        else:
            found = rescoring.rescore(database, COMMAND_LINE, period=PeriodKind(period), on=on.date(), reason=reason)
    if as_json:
        return terminal.show_json(found)
    _show_rescore(found)


def _show_rescore(found: Any) -> None:
    days, totals = f"{found['period']['from']} until before {found['period']['to']}", found["totals"]
    moved = sorted(found["holders"], key=lambda h: abs(h["score_after"] - h["score_before"]), reverse=True)
    rows = [(h["kind"], h["code"], h["score_before"], h["score_after"]) for h in moved[:MOST_MOVED]]
    terminal.show_table(
        f"Who moves most, of {len(moved)} who move, {days}", ["Kind", "Code", "Before", "After"], rows, numbers=["Before", "After"]
    )
    posted = "would be posted" if found["dry_run"] else "are posted"
    click.echo(f"{found['entries']} differences {posted}: {totals['points_before']} points become {totals['points_after']}.")


@cli.command()
def rebuild() -> None:
    """Work out standings and balances again from the ledger."""
    from services.ledger import rebuilding

    with opened() as database, terminal.progress("Entries") as told:
        rebuilding.rebuild(database, COMMAND_LINE, told)
    click.echo("Standings and balances are those of the ledger.")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="every check and what it found")
def verify(as_json: bool) -> None:
    """Check every invariant and the seal of the ledger; exit 1 and name the first offence if one does not hold."""
    from services.ledger import verifying

    with opened() as database:
        report = verifying.verify(database, COMMAND_LINE)
    if as_json:
        terminal.show_json(report.document())
    if report.offence:
        stop(report.offence, REFUSED)
    if not as_json:
        click.echo("Everything holds.")


@cli.group()
def jobs() -> None:
    """What happens by itself."""


@jobs.command("list")
def list_jobs() -> None:
    """Show the scheduled jobs."""
    from services import scheduling

    rows = [(job.name, str(job.trigger)) for job in scheduling.JOBS]
    terminal.show_table("Jobs", ["Name", "When"], rows, numbers=())


@jobs.command("run")
@click.argument("name")
@click.option("--on", type=DAY, help="for jobs of a day; those that there are look at what is due")
def run_job(name: str, on: dt.datetime | None) -> None:
    """Run a job now, which may also run by itself at the same time."""
    from services import scheduling

    found = next((job for job in scheduling.JOBS if job.name == name), None)
    if found is None:
        raise Unknown(f"No job is named {name}: there are {', '.join(job.name for job in scheduling.JOBS)}.")
    with opened() as database:
        found.act(database)
    click.echo(f"{name} is done.")


@cli.command()
def worker() -> None:
    """Run the scheduled jobs, and nothing else, until stopped."""
    from db.migrations import upgrade
    from services import scheduling

    upgrade(address())
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    with opened() as database:
        scheduler = scheduling.start(database, settings())
        click.echo("The jobs run; Ctrl+C stops them.")
        stopped.wait()
        scheduler.shutdown()


def main() -> None:
    """One sentence on stderr for whatever a person can cause, and no traceback."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as asked:
        asked.show()
        sys.exit(UNREADABLE)
    except click.ClickException as wrong:
        stop(wrong.format_message(), wrong.exit_code)
    except click.Abort:
        stop("Interrupted: what was done stands, and the same command does the rest.", INTERRUPTED)
    except (Refusal, SettingsError) as refused:
        stop(str(refused), REFUSED)
    except OSError as wrong:
        stop(f"{wrong.filename or 'A file'} cannot be used: {wrong.strerror or wrong}.", REFUSED)
    except Exception as failure:
        code, sentence = _known(failure)
        if sentence is None:
            raise
        stop(sentence, code)


def _known(failure: Exception) -> tuple[int, str | None]:
    """The exit code and the sentence of what a person can cause; no sentence for a mistake of Laurel's own."""
    from db.engine import DatabaseUrlInvalid
    from db.failures import sentence_of
    from services.imports.tables.mapping_document import MappingInvalid
    from services.imports.tables.table import TableUnreadable

    if isinstance(failure, TableUnreadable):
        return UNREADABLE, str(failure)
    if isinstance(failure, (MappingInvalid, DatabaseUrlInvalid)):
        return REFUSED, str(failure)
    return REFUSED, sentence_of(failure)


if __name__ == "__main__":
    main()

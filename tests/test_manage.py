"""The command line does what it says, or says in one sentence why not."""

import datetime as dt
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from rich.cells import cell_len

import manage
from config.settings import load
from db.engine import Database
from db.failures import sentence_of
from services.sign_in import keys, signing_in

PROJECT = Path(__file__).resolve().parent.parent
FIELD_SALES = PROJECT / "config" / "plans" / "field_sales.yaml"
INIT = ("init", "--name", "Acme", "--timezone", "Asia/Shanghai", "--currency", "CNY")
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

PEOPLE = "code,name\nE01,王小明\nE02,Ann Lee\n"
CUSTOMERS = "code,name,phone\nC01,客户一,13800001234\n"
ACTIVITIES = """type,source,external_id,occurred_at,employee,customer,amount
deal_won,crm,1,2026-03-02,E01,C01,1000
deal_won,crm,2,2026-03-03,E01,C01,500
customer_created,crm,3,2026-03-03,E02,C01,
deal_won,crm,4,2026-03-03,E09,C01,1
"""


def environment(database_url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LAUREL_")}
    return kept | {
        "LAUREL_DATABASE_URL": database_url,
        "LAUREL_SECRET_KEY": "s" * 48,
        "LAUREL_LEDGER_KEY": "l" * 48,
        "PYTHONUTF8": "1",
    }


class Terminal:
    """Runs commands as a person would, on one database."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, PROJECT / "manage.py", *map(str, words)],
            env=environment(self.database_url),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def does(self, *words: str | Path) -> str:
        """What a command prints that succeeds."""
        done = self.run(*words)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def refuses(self, *words: str | Path, code: int = 1) -> str:
        """The one sentence of a command that is refused."""
        done = self.run(*words)
        assert (done.returncode, done.stdout) == (code, "")
        assert "Traceback" not in done.stderr
        [sentence] = done.stderr.splitlines()
        return sentence


class Inside(Terminal):
    """The same in this process: for the many ways in which a command is refused."""

    def __init__(self, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        super().__init__(database_url)
        self.monkeypatch, self.capsys = monkeypatch, capsys
        chosen = load(_env_file=None, database_url=database_url, secret_key="s" * 48, ledger_key="l" * 48)
        monkeypatch.setattr(manage, "settings", lambda: chosen)

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        self.monkeypatch.setattr(sys, "argv", ["manage.py", *map(str, words)])
        self.capsys.readouterr()
        code: object = 0
        try:
            manage.main()
        except SystemExit as ended:
            code = ended.code
        said = self.capsys.readouterr()
        return subprocess.CompletedProcess(words, int(str(code)), said.out, said.err)


@pytest.fixture
def terminal(database_url: str) -> Terminal:
    return Terminal(database_url)


@pytest.fixture
def inside(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Inside:
    return Inside(database_url, monkeypatch, capsys)


@pytest.fixture
def acme(engine: str, request: pytest.FixtureRequest) -> Terminal:
    """An organisation with a plan. On SQLite each command is a process of its own; on PostgreSQL only the database is another."""
    terminal: Terminal = request.getfixturevalue("terminal" if engine == "sqlite" else "inside")
    terminal.does(*INIT, "--plan", FIELD_SALES)
    return terminal


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_deals_becomes_a_leaderboard(acme: Terminal, tmp_path: Path) -> None:
    assert acme.does("import", "people", written(tmp_path, "people.csv", PEOPLE)).startswith("accepted 2,")
    assert acme.does("import", "customers", written(tmp_path, "customers.csv", CUSTOMERS)).startswith("accepted 1,")
    file, errors = written(tmp_path, "deals.csv", ACTIVITIES), tmp_path / "errors.csv"
    assert acme.does("import", "activities", file, "--dry-run") == "accepted 3, duplicate 0, rejected 1\n"
    assert acme.does("import", "activities", file, "--errors", errors) == "accepted 3, duplicate 0, rejected 1\n"
    assert acme.does("import", "activities", file) == "accepted 0, duplicate 3, rejected 1\n"
    assert "E09" in errors.read_text(encoding="utf-8")

    board = json.loads(acme.does("leaderboard", "employees", "--period", "month", "--on", "2026-03-31", "--json"))
    assert [(row["rank"], row["code"], row["score"]) for row in board["rows"]] == [(1, "E01", 100), (2, "E02", 5)]
    table = acme.does("leaderboard", "employees", "--period", "month", "--on", "2026-03-31").splitlines()
    assert table[0].strip() == "employees, 2026-03"
    scores = [line.index(score) + len(score) for line, score in zip(map(widened, table[3:5]), ("100", "5"), strict=True)]
    assert scores[0] == scores[1]
    assert len({cell_len(line) for line in table[1:5]}) == 1


def test_what_the_ledger_holds_is_verified_and_rebuilt(inside: Inside, database: Database, tmp_path: Path) -> None:
    inside.does(*INIT, "--plan", FIELD_SALES)
    inside.does("import", "people", written(tmp_path, "people.csv", PEOPLE))
    inside.does("import", "customers", written(tmp_path, "customers.csv", CUSTOMERS))
    inside.does("import", "activities", written(tmp_path, "deals.csv", ACTIVITIES))
    assert inside.does("verify") == "Everything holds.\n"
    with database.write() as session:
        session.run("UPDATE account_balance SET balance = balance + 1 WHERE account_id = 1")
    assert "account_balance" in inside.refuses("verify")
    broken = inside.run("verify", "--json")
    assert (broken.returncode, json.loads(broken.stdout)["ok"]) == (1, False)
    inside.does("rebuild")
    assert json.loads(inside.does("verify", "--json"))["ok"] is True


def widened(line: str) -> str:
    """The line with two characters for each that takes two columns."""
    return "".join("##" if cell_len(letter) == 2 else letter for letter in line)


def test_an_empty_board_says_so(inside: Inside) -> None:
    inside.does(*INIT, "--plan", FIELD_SALES)
    assert "Nobody" in inside.does("leaderboard", "employees", "--period", "week")


def test_migrating_twice_changes_nothing(inside: Inside) -> None:
    assert inside.does("migrate") == inside.does("migrate")


def test_an_organisation_is_made_once(inside: Inside) -> None:
    inside.does(*INIT)
    assert "Acme" in inside.refuses(*INIT)


def test_an_organisation_without_a_plan_has_none_in_force(inside: Inside) -> None:
    inside.does(*INIT)
    assert inside.refuses("plan", "show") == "No plan has been published yet"
    assert inside.does("plan", "list").splitlines()[0].strip() == "Plan versions"


def test_a_draft_is_replayed_on_the_running_quarter_or_on_the_days_given(inside: Inside, tmp_path: Path) -> None:
    inside.does(*INIT, "--plan", FIELD_SALES)
    draft = written(tmp_path, "draft.yaml", FIELD_SALES.read_text(encoding="utf-8").replace("points: 50", "points: 60"))
    shown = json.loads(inside.does("plan", "simulate", draft, "--from", "2026-01-01", "--to", "2026-02-01", "--json"))
    assert shown["period"] == {"from": "2026-01-01", "to": "2026-02-01"}
    assert set(shown) == {"period", "holders", "rules", "totals"}
    running = json.loads(inside.does("plan", "simulate", draft, "--json"))["period"]
    first = dt.date.fromisoformat(running["from"])
    assert (first.day, first.month % 3) == (1, 1)
    assert first + dt.timedelta(90) <= dt.date.fromisoformat(running["to"]) <= first + dt.timedelta(92)
    said = inside.does("plan", "simulate", draft)
    assert "Rules, " in said
    assert "0 points would be 0; in money 0.00 and 0.00." in said
    assert inside.refuses("plan", "simulate", draft, "--from", "2026-02-01", "--to", "2026-01-01").startswith("The last day lies before")
    assert len(inside.does("plan", "list").splitlines()[3:]) == 1


def test_an_open_period_is_scored_again_after_a_look_at_what_that_does(inside: Inside, tmp_path: Path) -> None:
    inside.does(*INIT, "--plan", FIELD_SALES)
    inside.does("import", "people", written(tmp_path, "people.csv", PEOPLE))
    inside.does("import", "customers", written(tmp_path, "customers.csv", CUSTOMERS))
    inside.does("import", "activities", written(tmp_path, "deals.csv", ACTIVITIES))
    dearer = written(tmp_path, "dearer.yaml", FIELD_SALES.read_text(encoding="utf-8").replace("points: 50", "points: 60"))
    inside.does("plan", "publish", dearer, "--reason", "dearer", "--effective-from", "2026-03-01")
    march = ("rescore", "--period", "month", "--on", "2026-03-15")
    seen = json.loads(inside.does(*march, "--dry-run", "--json"))
    assert [(h["code"], h["score_before"], h["score_after"]) for h in seen["holders"]] == [("E01", 100, 120)]
    assert "2 differences would be posted: 255 points become 275." in inside.does(*march, "--dry-run")
    assert json.loads(inside.does(*march, "--reason", "fair", "--json")) == seen | {"dry_run": False}
    assert "0 differences are posted: 275 points become 275." in inside.does(*march)
    assert inside.does("verify") == "Everything holds.\n"


def test_a_replay_without_a_published_plan_is_refused(inside: Inside) -> None:
    inside.does(*INIT)
    assert inside.refuses("plan", "simulate", FIELD_SALES).startswith("No plan has been published yet")


def test_a_plan_that_is_shown_can_be_published_again(inside: Inside, tmp_path: Path) -> None:
    inside.does(*INIT, "--plan", FIELD_SALES)
    shown = written(tmp_path, "shown.yaml", inside.does("plan", "show"))
    assert "Version 2 is published" in inside.does("plan", "publish", shown, "--reason", "again")
    said = inside.does("plan", "publish", shown, "--reason", "next year", "--effective-from", "2099-01-01")
    assert said == "Version 3 is published, in force from 2099-01-01 00:00+08:00.\n"
    versions = [json.loads(inside.does("plan", "show", version, "--json")) for version in ("1", "3")]
    assert versions[0]["plan"] == versions[1]["plan"]
    assert [v["reason"] for v in versions] == ["first plan", "next year"]
    assert yaml.safe_load(inside.does("plan", "show", "1")) == versions[0]["plan"]
    assert [line.split()[0] for line in inside.does("plan", "list").splitlines()[3:]] == ["3", "2", "1"]


@on_sqlite
def test_the_demonstration_fills_an_empty_database_in_under_a_minute(inside: Inside) -> None:
    begun = time.process_time()
    shown = inside.does("demo", "--locale", "zh")
    assert time.process_time() - begun < 60
    assert "205 teams, 420 employees, 4000 customers" in shown
    roles = [line.split()[:2] for line in shown.splitlines()[-4:]]
    assert roles == [[role, role] for role in ("admin", "manager", "employee", "screen")]
    assert inside.does("demo", "--if-empty").splitlines() == shown.splitlines()[1:]
    assert "嘉禾商贸" in inside.refuses("demo")


def test_the_demonstration_refuses_a_database_that_holds_data(inside: Inside) -> None:
    inside.does(*INIT)
    assert "Acme" in inside.refuses("demo")
    assert inside.does("demo", "--if-empty") == ""


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
    ],
    ids=["nothing said", "LANG", "LC_ALL first", "LC_MESSAGES before LANG"],
)
def test_the_demonstration_speaks_the_terminals_language(variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert manage._terminal_language() == language


def test_a_key_is_the_last_line_and_works_at_once(acme: Terminal) -> None:
    running = Database.open(acme.database_url)
    key = acme.does("key", "add", "crm", "--scope", "people:write", "--scope", "points:read").splitlines()[-1]
    assert re.fullmatch(r"lrl_[A-Za-z0-9_-]{43}", key)
    assert keys.authenticate(running, key) is not None
    assert key not in acme.does("key", "list")
    acme.does("key", "revoke", "crm")
    assert keys.authenticate(running, key, clock=lambda: 1e12) is None
    running.close()


@on_sqlite
def test_jobs_are_listed_and_run(inside: Inside) -> None:
    inside.does(*INIT, "--plan", FIELD_SALES)
    name = inside.does("jobs", "list").splitlines()[3].split()[0]
    assert inside.does("jobs", "run", name) == f"{name} is done.\n"
    assert inside.does("jobs", "run", name, "--on", "2026-03-01") == f"{name} is done.\n"
    assert name in inside.refuses("jobs", "run", "nothing")


def test_the_worker_runs_until_it_is_stopped(database_url: str) -> None:
    worker = subprocess.Popen(
        [sys.executable, PROJECT / "manage.py", "worker"],
        env=environment(database_url) | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert "jobs run" in worker.stdout.readline()
    worker.send_signal(signal.SIGTERM)
    _, complaints = worker.communicate(timeout=30)
    assert (worker.returncode, complaints) == (0, "")


# refused


@on_sqlite
@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("init",),
        ("init", "--name", "Acme"),
        (*INIT, "--colour", "red"),
        (*INIT, "--plan", "/nowhere/plan.yaml"),
        (*INIT, "--plan", "/"),
        (*INIT, "--plan", sys.executable),
        ("plan", "publish", "/nowhere.yaml", "--reason", "x"),
        ("plan", "publish", sys.executable, "--reason", "x"),
        ("plan", "publish", str(FIELD_SALES)),
        ("plan", "publish", str(FIELD_SALES), "--reason", "x", "--effective-from", "tomorrow"),
        ("plan", "show", "first"),
        ("key", "add", "crm"),
        ("key", "add"),
        ("leaderboard", "employees"),
        ("leaderboard", "dogs", "--period", "week"),
        ("leaderboard", "employees", "--period", "fortnight"),
        ("leaderboard", "employees", "--period", "week", "--limit", "0"),
        ("leaderboard", "employees", "--period", "week", "--on", "2026-02-30"),
        ("import", "activities", "/nowhere.csv"),
        ("import", "activities", "/"),
        ("import", "people"),
    ],
    ids=" ".join,
)
def test_a_command_line_that_cannot_be_read_ends_with_2(inside: Inside, words: tuple[str, ...]) -> None:
    assert inside.refuses(*words, code=2)


@on_sqlite
@pytest.mark.parametrize("kind", ["activities", "people", "customers"])
def test_a_file_that_is_no_table_ends_with_2(inside: Inside, tmp_path: Path, kind: str) -> None:
    inside.does(*INIT)
    empty = written(tmp_path, "empty.csv", "")
    assert "empty" in inside.refuses("import", kind, empty, code=2)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"\x00\x01\x02\xff" * 100)
    assert inside.refuses("import", kind, broken, code=2)


@on_sqlite
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*INIT[:4], "Moon/Sea", *INIT[5:]), "IANA"),
        ((*INIT[:-1], "yuan"), "ISO 4217"),
        ((*INIT, "--locale", "fr"), "en or zh"),
        (("key", "add", "crm", "--scope", "everything"), "activities:write"),
        (("key", "revoke", "crm"), "crm"),
        (("leaderboard", "employees", "--period", "week"), "manage.py init"),
        (("plan", "list"), "manage.py init"),
        (("import", "people", __file__), "manage.py init"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_is_not_valid_ends_with_1(inside: Inside, words: tuple[str, ...], said: str) -> None:
    assert said in inside.refuses(*words)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("name: x\nrules: [{key: a}]\n", "rules[0].award: is missing"),
        ("name: x\nname: y\n", "line 2"),
        ("name: x\nrules: [\n", "line 3"),
        ("", "must be a mapping"),
        ("[" * 100_000, "nested"),
    ],
    ids=["no award", "a key twice", "broken", "empty", "deep"],
)
def test_a_bad_plan_changes_nothing(
    tmp_path: Path, document: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, "plan.yaml", document)
    inside = Inside(f"sqlite:///{tmp_path / 'new.db'}", monkeypatch, capsys)
    assert said in inside.refuses(*INIT, "--plan", file)
    assert not (tmp_path / "new.db").exists()
    inside.does(*INIT)
    assert said in inside.refuses("plan", "publish", file, "--reason", "x")
    assert inside.refuses("plan", "show") == "No plan has been published yet"


@pytest.mark.parametrize("command", [("migrate",), ("plan", "list"), ("worker",)], ids=" ".join)
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://nobody:secret@127.0.0.1:1/nothing",
        "postgresql://nobody:secret@localhost:port/laurel",
        "sqlite:///{folder}/no.db",
        "sqlite:///{folder}/file/below.db",
    ],
    ids=["nobody answers", "no port", "no database", "no folder"],
)
def test_a_database_that_cannot_be_used_is_one_sentence(
    tmp_path: Path,
    command: tuple[str, ...],
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "no.db").write_bytes(b"this is no database" * 100)
    (tmp_path / "file").touch()
    assert "secret" not in Inside(url.format(folder=tmp_path), monkeypatch, capsys).refuses(*command)


def test_an_address_of_another_kind_of_database_is_one_sentence() -> None:
    assert "LAUREL_DATABASE_URL" in Terminal("mysql://localhost/laurel").refuses("migrate")
    assert "LAUREL_DATABASE_URL" in Terminal("postgresql://nobody@127.0.0.1:1/nothing").refuses("plan", "list")


def test_a_database_that_was_never_set_up_is_one_sentence(tmp_path: Path) -> None:
    said = Terminal(f"sqlite:///{tmp_path / 'empty.db'}").refuses("key", "list")
    assert said == "The database has not been set up: run `manage.py migrate` first."


def test_a_mistake_of_laurels_own_is_not_blamed_on_the_database(database: Database) -> None:
    with pytest.raises(Exception) as mistake, database.write() as session:  # noqa: PT011
        session.run("INSERT INTO organisation (id) VALUES (1)")
    assert sentence_of(mistake.value) is None
    with pytest.raises(Exception) as missing, database.read() as session:  # noqa: PT011
        session.run("SELECT 1 FROM nowhere")
    assert "manage.py migrate" in (sentence_of(missing.value) or "")


def test_without_a_command_the_commands_are_listed(tmp_path: Path) -> None:
    done = Terminal(f"sqlite:///{tmp_path / 'x.db'}").run()
    assert done.returncode == 2
    assert "leaderboard" in done.stdout + done.stderr


def typing(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_a_user_is_added_listed_and_disabled(inside: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    inside.does(*INIT)
    inside.does("import", "people", written(tmp_path, "people.csv", PEOPLE))
    typing(monkeypatch, "correct horse battery\n")
    said = inside.does("user", "add", "小明", "--role", "employee", "--employee", "E01", "--password-stdin")
    assert said == "小明 can sign in.\n"
    assert inside.does("user", "list").splitlines()[-1].split() == ["小明", "employee", "E01"]
    opened = Database.open(inside.database_url)
    assert signing_in.sign_in(opened, "小明", "correct horse battery")
    opened.close()
    assert inside.does("user", "disable", "小明") == "小明 is signed out and cannot sign in.\n"
    assert inside.does("user", "list").splitlines()[-1].split() == ["小明", "employee", "E01", "disabled"]
    inside.does("user", "enable", "小明")
    assert re.fullmatch(r"/\?invite=[A-Za-z0-9_-]{43}", inside.does("user", "invite", "小明").splitlines()[-1])
    assert inside.does("verify") == "Everything holds.\n"


def test_the_last_administrator_stays(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    inside.does(*INIT)
    typing(monkeypatch, "correct horse battery")
    inside.does("user", "add", "root", "--role", "admin", "--password-stdin")
    assert "last administrator" in inside.refuses("user", "disable", "root")


@on_sqlite
@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("add", "ann", "--role", "employee"), "too short", "at least 10 characters"),
        (("add", "ann", "--role", "employee"), "汉字词" * 9, "at most 72 bytes"),
        (("add", "ann", "--role", "owner"), "correct horse battery", "admin, manager, employee, screen"),
        (("add", "ann", "--role", "employee", "--employee", "E99"), "correct horse battery", "E99"),
        (("add", "ann", "--role", "manager", "--team", "T9"), "correct horse battery", "T9"),
        (("disable", "nobody"), None, "nobody"),
        (("invite", "nobody"), None, "nobody"),
    ],
)
def test_a_user_that_cannot_be_ends_with_1(
    inside: Inside, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], typed: str | None, said: str
) -> None:
    inside.does(*INIT)
    typing(monkeypatch, typed or "")
    assert said in inside.refuses("user", *words, *(["--password-stdin"] if typed else []))


@on_sqlite
def test_a_password_is_never_a_word_of_the_command(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    inside.does(*INIT)
    typing(monkeypatch, "correct horse battery\n")
    assert "--password-stdin" in inside.refuses("user", "add", "ann", "--role", "admin", code=2)

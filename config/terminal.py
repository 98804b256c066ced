"""What the command line takes and shows: files and days, tables that align, a bar where somebody looks."""

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])
Command = Callable[..., Any]
PIPED_WIDTH = 400


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, numbers: Sequence[str]) -> None:
    """Prints rows below their columns, those of `numbers` to the right. In a pipe nothing is cut off."""
    table = Table(title=Text(title), title_justify="left", box=SIMPLE, pad_edge=False, show_edge=False)
    for column in columns:
        right = column in numbers
        table.add_column(column, justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    Console(width=None if sys.stdout.isatty() else PIPED_WIDTH, highlight=False).print(table)


def show_json(document: object) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Told (done, of), it moves a bar on a terminal and is quiet otherwise."""
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def importing(command: Command) -> Command:
    """A command that can be asked what every import can be."""
    for option in (
        click.option("--errors", type=NEW_FILE, help="where rejected rows go, with line and reason"),
        click.option("--dry-run", is_flag=True, help="do everything, and keep nothing"),
        click.argument("file", type=FILE),
    ):
        command = option(command)
    return command


def text_of(path: Path) -> str:
    """A file's text. Raises BadParameter, exit 2, where it is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.BadParameter(f"{path} is not text in UTF-8: save it as that.", param_hint="FILE") from None
    except OSError as wrong:
        raise click.BadParameter(f"{path} cannot be opened ({wrong.strerror}).", param_hint="FILE") from None


def day_of(moment: dt.datetime | None) -> dt.date | None:
    return moment.date() if moment else None


def minute(iso: str | None) -> str:
    """An instant as a table shows it: `2026-03-02 10:00+08:00`; nothing where there is none."""
    return dt.datetime.fromisoformat(iso).isoformat(" ", "minutes") if iso else ""


def instant(micros: int | None) -> str:
    """A moment as a table shows it, in UTC; nothing where there is none."""
    return minute(dt.datetime.fromtimestamp(micros // 1_000_000, dt.UTC).isoformat()) if micros else ""


def password(*, from_stdin: bool) -> str:
    """What stands on the standard input, or what a person types twice, unseen. Raises UsageError, exit 2, where there is nobody to ask."""
    if from_stdin:
        return sys.stdin.read().removesuffix("\n").removesuffix("\r")
    if not sys.stdin.isatty():
        raise click.UsageError("Give the password on the standard input, with --password-stdin.")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


def stop(sentence: str, code: int) -> NoReturn:
    """Ends the process with one sentence on stderr."""
    click.echo(" ".join(sentence.split()), err=True)
    sys.exit(code)

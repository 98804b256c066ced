"""A process that records activities until it is done or killed: `python -m tests.promises.writer URL FIRST COUNT SIZE`.

It sends visits of six employees to five customers in batches of SIZE and prints each key as soon as it is acknowledged.
"""

import sys

from db.engine import Database
from tests.promises.history import Document, act, send


def visit(number: int) -> Document:
    """The same for everybody who asks for the same number."""
    return act(number, "visit", number % 90, employee=f"E{number % 6 + 1}", customer=f"C{number % 5 + 1}")


def main() -> None:
    url, first, count, size = sys.argv[1], *map(int, sys.argv[2:])
    database = Database.open(url)
    for start in range(first, first + count, size):
        numbers = range(start, min(start + size, first + count))
        for number, outcome in zip(numbers, send(database, [visit(n) for n in numbers]), strict=True):
            print(number, outcome.status.value, flush=True)


if __name__ == "__main__":
    main()

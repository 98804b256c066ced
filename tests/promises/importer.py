"""A process that imports a file of activities in small chunks, for others to kill: `python -m tests.promises.importer URL FILE CHUNK`.

It prints how many rows are done after each chunk that was committed.
"""

import sys
from pathlib import Path

from db.engine import Database
from services.access import COMMAND_LINE
from services.imports.importing import import_activities


def main() -> None:
    url, path, chunk = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    database = Database.open(url)
    import_activities(database, COMMAND_LINE, path, chunk=chunk, progress=lambda done, _: print(done, flush=True))


if __name__ == "__main__":
    main()

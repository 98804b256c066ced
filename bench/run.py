"""Runs the programs of this folder, all or those named, one after another.

python bench/run.py [scoring importing posting boards pages office replay] [--engine sqlite|postgresql|both] [--quick]
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # not this folder, whose scoring.py is not Laurel's scoring

from bench.measuring import Options  # noqa: E402

PROGRAMS = ("scoring", "importing", "posting", "boards", "pages", "office", "replay")
ENGINES = {"sqlite": ("sqlite",), "postgresql": ("postgresql",), "both": ("sqlite", "postgresql")}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures Laurel against the floor under each kind of work.")
    parser.add_argument("programs", nargs="*", metavar="PROGRAM", help=f"of {', '.join(PROGRAMS)}; none: all")
    parser.add_argument("--engine", choices=ENGINES, default="both")
    parser.add_argument("--quick", action="store_true", help="small sizes: to try the programs out, not to quote")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.programs if name not in PROGRAMS]
    if unknown:
        parser.error(f"there is no program {unknown[0]}: known are {', '.join(PROGRAMS)}")
    options = Options(ENGINES[chosen.engine], chosen.quick)
    for name in chosen.programs or PROGRAMS:
        import_module(f"bench.{name}").run(options)


if __name__ == "__main__":
    main()

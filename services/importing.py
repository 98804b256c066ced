"""Importing: a file of activities, people or customers goes in row by row as if each had been sent, in large transactions.

An import may be interrupted at any time and repeated: what stands is met again as a duplicate, and the rest goes in as
it would have. A bad row never spoils its neighbours.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any

import polars as pl

"""Standings are a fold of the ledger: every entry counts for the day, week, month, quarter, year and all-time of the day it is booked on."""

from dataclasses import dataclass

import numpy as np

from scoring.periods import KIND_NUMBER, PERIOD_ID_SHIFT, PERIOD_ID_STRIDE, Ints, PeriodKind, window_starts

ACCOUNT_BITS = 32


@dataclass(frozen=True, slots=True)
class Deltas:
    """What entries add to standings, a row per period (Period.id) and account, ordered by both; arrays of one length.

    score: points, may be negative; reached_at: the latest occurred_at, microseconds.
    """

    period_id: Ints
    account_id: Ints
    score: Ints
    reached_at: Ints


def fold(account_id: Ints, score: Ints, booked_on: Ints, occurred_at: Ints, *, first_weekday: int) -> Deltas:
    """The deltas of entries, given as columns: account, points, day number, microseconds."""
    days, accounts, scores, moments = _summed(booked_on, account_id, score, occurred_at)
    parts = [_summed(_period_ids(kind, days, first_weekday), accounts, scores, moments) for kind in PeriodKind]
    return Deltas(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def totals(keys: Ints, *values: Ints) -> tuple[Ints, ...]:
    """The different keys, ascending, and the sum of each value by key; exact integers."""
    if not len(keys):
        return (keys, *values)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return (ordered[starts], *(np.add.reduceat(v[order], starts) for v in values))


def _summed(firsts: Ints, accounts: Ints, scores: Ints, moments: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    if not len(firsts):
        return firsts, accounts, scores, moments
    keys = (firsts << ACCOUNT_BITS) | accounts
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    found = ordered[starts]
    return (
        found >> ACCOUNT_BITS,
        found & ((1 << ACCOUNT_BITS) - 1),
        np.add.reduceat(scores[order], starts),
        np.maximum.reduceat(moments[order], starts),
    )


def _period_ids(kind: PeriodKind, days: Ints, first_weekday: int) -> Ints:
    """`Period.id` of the period of a kind that holds each day."""
    return window_starts(kind, days, first_weekday) + (KIND_NUMBER[kind] * PERIOD_ID_STRIDE + PERIOD_ID_SHIFT)

"""Who gains and who loses by a draft, at a glance: by points where these move, else by places."""

from ui.components.plan.plan_glance import people
from ui.components.tuning.replay_summary import Moved, View


def moved(name: str, before: int, after: int, places: int) -> Moved:
    return Moved(name, name, None, before, after, 10, 10 - places, places)


ANN, BEN, EVA = moved("Ann", 10, 30, 3), moved("Ben", 20, 30, -1), moved("Eva", 50, 40, -2)


def view(*, gain: tuple[Moved, ...] = (), lose: tuple[Moved, ...] = (), movers: tuple[Moved, ...] = ()) -> View:
    return View(4, 1, 2, (), movers, gain, lose)


def test_points_are_named_where_somebody_gains_and_somebody_loses() -> None:
    found = people(view(gain=(ANN, BEN), lose=(EVA,), movers=(ANN, EVA, BEN)))
    assert found == (("Gain most", (("Ann", "+20", "up"), ("Ben", "+10", "up"))), ("Lose most", (("Eva", "−10", "down"),)))


def test_where_nobody_loses_points_those_who_are_passed_are_named() -> None:
    assert people(view(gain=(ANN, BEN), movers=(ANN, BEN)))[1] == ("Fall furthest", (("Ben", "▼1", "down"),))


def test_where_nobody_gains_points_those_who_pass_others_are_named() -> None:
    assert people(view(lose=(EVA,), movers=(ANN, EVA)))[0] == ("Rise furthest", (("Ann", "▲3", "up"),))


def test_three_are_named_at_most() -> None:
    assert len(people(view(gain=(ANN,) * 7))[0][1]) == 3


def test_where_nobody_moves_nobody_is_named() -> None:
    assert [lines for _title, lines in people(view())] == [(), ()]

"""How often a page that keeps itself fresh looks again."""

from ui.live import EVERY_SECONDS, GONE_AFTER_SECONDS, LOOKS_A_SECOND, SELDOM_SECONDS, Onlookers


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def onlookers(clock: Clock, *, sessions: int) -> Onlookers:
    made = Onlookers(clock)
    for number in range(sessions):
        made.saw(f"session {number}")
    return made


def test_few_look_every_three_seconds() -> None:
    assert onlookers(Clock(), sessions=0).every() == EVERY_SECONDS
    assert onlookers(Clock(), sessions=60).every() == EVERY_SECONDS


def test_together_they_never_ask_for_more_than_twenty_looks_a_second() -> None:
    assert onlookers(Clock(), sessions=200).every() == 200 / LOOKS_A_SECOND
    assert onlookers(Clock(), sessions=5_000).every() == SELDOM_SECONDS


def test_a_session_counts_once_and_until_it_is_gone_for_a_minute() -> None:
    clock = Clock()
    made = onlookers(clock, sessions=100)
    for _ in range(10):
        made.saw("session 7")
    assert made.every() == 100 / LOOKS_A_SECOND
    clock.now = GONE_AFTER_SECONDS + 1
    made.saw("session 7")
    assert made.every() == EVERY_SECONDS

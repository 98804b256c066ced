"""Photos are kept for whom they concern, and as long as an activity names them."""

import hashlib
import io
from collections.abc import Callable

import pytest
from PIL import Image

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.activities import evidence
from services.errors import Conflict, Forbidden, Invalid, Unknown
from services.world import world
from tests.promises.history import act, at, found, send

NOBODY = Actor("key:boards", frozenset({Scope.POINTS_READ}))
SCREEN = Actor("user:wall", role=Role.SCREEN)
DAYS = 24
Employee = Callable[[str], Actor]


@pytest.fixture
def acme(database: Database) -> Database:
    found(database)
    return database


@pytest.fixture
def employee(acme: Database) -> Employee:
    """The user who is the employee with a code."""
    with acme.read() as session:
        numbers = world(acme, session).directory.employee_ids
    return lambda code: Actor(f"user:{code}", role=Role.EMPLOYEE, employee_id=numbers[code])


def picture(shade: int = 0) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), (shade, 0, 0)).save(file, "PNG")
    return file.getvalue()


def files(database: Database) -> list[str]:
    with database.read() as session:
        return [row[0] for row in session.rows("SELECT sha256 FROM evidence_file ORDER BY sha256")]


def uploads(database: Database) -> int:
    with database.read() as session:
        return int(session.value("SELECT COUNT(*) FROM evidence_upload"))


def record(database: Database, number: int, *digests: str, hours: float = 100) -> None:
    proofs = [{"name": "shop.jpg", "sha256": digest} for digest in digests]
    [outcome] = send(database, [act(number, employee="E1", customer="C1", evidence=proofs)], hours=hours)
    assert outcome.status == "accepted"


def test_a_stored_photo_is_answered_as_an_activity_names_it(acme: Database, employee: Employee) -> None:
    answer = evidence.store(acme, employee("E1"), r"C:\Pictures\Shop front.PNG", picture())
    content = evidence.photo(acme, employee("E1"), answer["sha256"])
    assert answer == {
        "name": "Shop front.jpg",
        "sha256": hashlib.sha256(content).hexdigest(),
        "width": 60,
        "height": 40,
        "bytes": len(content),
    }
    assert Image.open(io.BytesIO(content)).format == "JPEG"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("", "photo.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("拜访\n照片.heic", "拜访照片.jpg"),
        ("x" * 300, "x" * 120 + ".jpg"),
        ("a.b.png", "a.b.jpg"),
    ],
)
def test_a_name_is_only_a_name(acme: Database, employee: Employee, name: str, kept: str) -> None:
    assert evidence.store(acme, employee("E1"), name, picture())["name"] == kept


def test_what_is_no_photo_leaves_nothing(acme: Database, employee: Employee) -> None:
    with pytest.raises(Invalid):
        evidence.store(acme, employee("E1"), "shop.jpg", b"<svg/>")
    assert files(acme) == []


def test_the_same_photo_is_kept_once_and_belongs_to_each_who_uploaded_it(acme: Database, employee: Employee) -> None:
    first = evidence.store(acme, employee("E1"), "a.png", picture())
    second = evidence.store(acme, employee("E2"), "b.png", picture())
    assert first["sha256"] == second["sha256"]
    assert files(acme) == [first["sha256"]]
    assert evidence.photo(acme, employee("E2"), first["sha256"]) == evidence.photo(acme, employee("E1"), first["sha256"])


def test_a_photo_that_no_activity_names_is_for_whom_uploaded_it(acme: Database, employee: Employee) -> None:
    digest = evidence.store(acme, employee("E1"), "a.png", picture())["sha256"]
    for other in (employee("E2"), Actor("user:admin", role=Role.ADMIN), COMMAND_LINE):
        with pytest.raises(Unknown):
            evidence.photo(acme, other, digest)


def test_the_photo_of_an_activity_is_for_whom_may_see_the_activity(acme: Database, employee: Employee) -> None:
    digest = evidence.store(acme, employee("E1"), "a.png", picture())["sha256"]
    record(acme, 1, digest)
    content = evidence.photo(acme, employee("E1"), digest)
    for may in (employee("E1"), Actor("user:admin", role=Role.ADMIN), Actor("user:lead", role=Role.MANAGER), NOBODY):
        assert evidence.photo(acme, may, digest, "test", "a1") == content
    for may_not in (employee("E2"), SCREEN):
        with pytest.raises(Forbidden):
            evidence.photo(acme, may_not, digest, "test", "a1")


def test_an_activity_shows_only_the_photos_that_it_names(acme: Database, employee: Employee) -> None:
    named, other = (evidence.store(acme, employee("E1"), "a.png", picture(shade))["sha256"] for shade in (0, 200))
    record(acme, 1, named)
    with pytest.raises(Unknown, match="names no such photo"):
        evidence.photo(acme, employee("E1"), other, "test", "a1")
    with pytest.raises(Unknown):
        evidence.photo(acme, COMMAND_LINE, named, "test", "nothing")


def test_evidence_that_another_system_keeps_is_said_to_be_elsewhere(acme: Database) -> None:
    record(acme, 1, "ab" * 32)
    with pytest.raises(Unknown, match="the system that recorded"):
        evidence.photo(acme, COMMAND_LINE, "ab" * 32, "test", "a1")


@pytest.mark.parametrize("actor", [NOBODY, SCREEN, Actor("nobody")], ids=lambda actor: actor.name)
def test_who_may_not_record_has_no_photos(acme: Database, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        evidence.store(acme, actor, "a.png", picture())
    with pytest.raises(Forbidden):
        evidence.photo(acme, actor, "ab" * 32)
    with pytest.raises(Forbidden):
        evidence.claim(acme, actor, ["ab" * 32])


def test_a_photo_that_no_activity_names_is_dropped_after_two_days(acme: Database, employee: Employee) -> None:
    evidence.store(acme, employee("E1"), "a.png", picture(), now=at(0))
    assert evidence.drop_unused(acme, now=at(2 * DAYS)) == 0
    assert evidence.drop_unused(acme, now=at(2 * DAYS + 1)) == 1
    assert (files(acme), uploads(acme)) == ([], 0)
    assert evidence.drop_unused(acme, now=at(2 * DAYS + 1)) == 0


def test_a_photo_that_an_activity_names_stays(acme: Database, employee: Employee) -> None:
    digests = [evidence.store(acme, employee("E1"), "a.png", picture(shade), now=at(0))["sha256"] for shade in (0, 100, 200)]
    record(acme, 1, digests[0], digests[1].upper())
    record(acme, 2)
    assert evidence.drop_unused(acme, now=at(1000 * DAYS)) == 1
    assert files(acme) == sorted(digests[:2])
    record(acme, 3, "cd" * 32, hours=200)
    assert evidence.drop_unused(acme, now=at(2000 * DAYS)) == 0
    assert evidence.photo(acme, COMMAND_LINE, digests[0], "test", "a1")


def test_activities_are_read_once_in_pieces(acme: Database, employee: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "CHUNK", 2)
    digests = [evidence.store(acme, employee("E1"), "a.png", picture(n), now=at(0))["sha256"] for n in range(0, 250, 50)]
    for number, digest in enumerate(digests[:4]):
        record(acme, number, digest)
    assert evidence.drop_unused(acme, now=at(100 * DAYS)) == 1
    with acme.read() as session:
        through = session.value("SELECT through_activity_id FROM evidence_reading")
        assert through == session.value("SELECT last_activity_id FROM ledger_head") == 4


def test_an_upload_that_is_claimed_lives_two_more_days(acme: Database, employee: Employee) -> None:
    digest = evidence.store(acme, employee("E1"), "a.png", picture(), now=at(0))["sha256"]
    evidence.claim(acme, employee("E1"), [digest], now=at(47))
    assert evidence.drop_unused(acme, now=at(60)) == 0
    evidence.store(acme, employee("E1"), "a.png", picture(), now=at(90))
    assert evidence.drop_unused(acme, now=at(100)) == 0
    assert evidence.drop_unused(acme, now=at(139)) == 1
    with pytest.raises(Unknown, match="take it again"):
        evidence.claim(acme, employee("E1"), [digest], now=at(140))


def test_nobody_claims_what_somebody_else_uploaded(acme: Database, employee: Employee) -> None:
    digest = evidence.store(acme, employee("E1"), "a.png", picture(), now=at(0))["sha256"]
    with pytest.raises(Unknown):
        evidence.claim(acme, employee("E2"), [digest], now=at(40))
    assert evidence.drop_unused(acme, now=at(50)) == 1


def test_nobody_fills_the_store_without_recording(acme: Database, employee: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_UNNAMED", 2)
    digests = [evidence.store(acme, employee("E1"), "a.png", picture(shade), now=at(0))["sha256"] for shade in (0, 100)]
    with pytest.raises(Conflict, match="record what they show"):
        evidence.store(acme, employee("E1"), "a.png", picture(200), now=at(0))
    evidence.store(acme, employee("E2"), "a.png", picture(200), now=at(0))
    record(acme, 1, *digests)
    evidence.drop_unused(acme, now=at(1))
    evidence.store(acme, employee("E1"), "a.png", picture(250), now=at(1))


def test_dropping_works_before_there_is_an_organisation(database: Database) -> None:
    assert evidence.drop_unused(database) == 0

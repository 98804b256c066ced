"""A file that is made to do harm, or that an editor has spoilt, is refused with a sentence before it costs anything."""

import pytest

from services.errors import Invalid
from services.plans.plan_documents import read_file, read_yaml


def layers(first: str, of: str, count: int = 9) -> str:
    """YAML of which each line names the one before nine times."""
    lines = [f"a0: &a0 {first}"]
    lines += [f"a{n}: &a{n} " + of.format(", ".join([f"*a{n - 1}"] * 9)) for n in range(1, count)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (layers("[word, word]", "[{}]"), "larger than 1 MB"),
        (layers("[[], {}]", "[{}]"), "larger than 1 MB"),
        (layers("{x: 1, y: 2}", "{{<<: [{}]}}"), "brings in too much"),
        ("a: &a [*a]", "nested too deeply"),
        ("rules: [{when: [" + "1," * 1_001 + "]}]", "can have 1000 at most"),
        ("campaigns: [" + "{}," * 10_000 + "]", "can have 1000 at most"),
    ],
    ids=["words", "nothing", "merged fields", "itself", "conditions", "campaigns"],
)
def test_a_few_lines_that_say_very_much_are_refused(written: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        read_yaml(written)


def test_fields_are_merged_as_yaml_does() -> None:
    assert read_yaml("a: &a {x: 1}\nb: {<<: *a, y: 2}") == {"a": {"x": 1}, "b": {"x": 1, "y": 2}}


def test_a_file_in_another_encoding_is_refused_and_not_read_as_other_words() -> None:
    with pytest.raises(Invalid, match="save it as UTF-8"):
        read_file("name: 方案".encode("gb18030"))
    with pytest.raises(Invalid, match="save it as UTF-8"):
        read_file(bytes(range(256)))
    assert read_file("\ufeffname: 方案".encode()) == {"name": "方案"}


def test_a_large_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(Invalid, match="larger than 1 MB"):
        read_file(b"\xff" * 1_000_001)

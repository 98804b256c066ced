"""Refusals in the reader's language."""

from string import Formatter

import pytest

from config.translating import messages
from scoring.plan import Mistake
from services.access import Act, Role
from services.errors import Conflict, Invalid, PlanRefused
from services.sign_in.lock_outs import LockedOut
from services.sign_in.signing_in import WrongSignIn
from tests.ui.refusal_messages import extracted, lacking
from ui.refusals import FALLBACK, SENTENCES, WORDS, sentence, translated

PASSED_ON = {
    "scoring.plan_nodes: message",
    "scoring.plan_nodes: str(reason)",
    "services.errors: '; '.join((str(m) for m in mistakes))",
    "services.errors: message",
    "services.sign_in.lock_outs: -(-(until - now) // MINUTE)",
    "services.plans.planning: wrong.mistakes",
    "services.imports.previewing: str(wrong)",
    "services.imports.previewing: str(wrong).removesuffix('.')",
    "services.beginning.starting: wrong.message",
    "services.imports.tables.delimited: reason",
    "services.imports.tables.mapping: field",
    "services.imports.tables.mapping_document: [_mistake(details) for details in error.errors()]",
}
"""Where a sentence is passed on that was found where it is made, or what is no sentence."""


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    return {source: target for context, source, target in messages("zh") if context == SENTENCES}


def holes(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def example(template: str) -> str:
    """The sentence with something in its holes."""
    return Formatter().vformat(template, [f"X{number}Y" for number in range(9)], {})


def test_every_refusal_is_translated(chinese: dict[str, str]) -> None:
    lacks = lacking({source for source, target in chinese.items() if target})
    assert not lacks, f"zh.po lacks:\n\n{lacks}"


def test_no_translation_is_left_of_a_refusal_that_is_gone(chinese: dict[str, str]) -> None:
    assert set(chinese) - set(extracted().messages) == {FALLBACK}


def test_the_sources_tell_what_every_refusal_says() -> None:
    """Otherwise: write the sentence where it is raised, or, where it was found elsewhere, name the place above."""
    assert set(extracted().beyond) == PASSED_ON


def test_a_translation_fills_in_what_the_sentence_does(chinese: dict[str, str]) -> None:
    assert [source for source, target in chinese.items() if holes(source) != holes(target)] == []


def test_every_refusal_is_recognised(in_chinese: None, chinese: dict[str, str]) -> None:
    unknown = translated("no such sentence").partition("no such sentence")
    passed_on = [source for source, target in chinese.items() if ":sentence}" in target]
    answers = {source: translated(example(source)) for source in chinese if source not in passed_on and source != FALLBACK}
    assert [source for source, answer in answers.items() if answer.startswith(unknown[0])] == []
    assert [source for source, answer in answers.items() if any(f"X{n}Y" not in answer for n in holes(source))] == []


def test_every_act_and_role_has_a_word() -> None:
    words = {source for context, source, _target in messages("zh") if context == WORDS}
    assert {*Act, *Role} - words == set()


@pytest.mark.parametrize(
    ("message", "english", "chinese"),
    [
        ("Name or password is wrong", "Name or password is wrong", "用户名或密码不正确"),
        ("left_on must not be before joined_on", "Last day must not be before first day", "离职日期不能早于入职日期"),
        ("no team has the code E1: add it first", "No team has the code E1: add it first", "没有编号为“E1”的团队：请先添加"),
        (
            "no employee has the code 'E1': add them first",
            "No employee has the code 'E1': add them first",
            "没有编号为“E1”的员工：请先添加",
        ),
        (
            "role must be one of admin, manager, employee, screen, not boss",
            "Role must be one of admin, manager, employee, screen, not boss",
            "角色必须是管理员、主管、员工、大屏之一，不能是“boss”",
        ),
        (
            "amount must have at most 4 decimal places, not 1.23456",
            "Amount must have at most 4 decimal places, not 1.23456",
            "金额最多 4 位小数，不能是“1.23456”",
        ),
        ("items[3]: name must not be empty", "items[3]: name must not be empty", "items[3]：名称不能为空"),
        (
            "Scene 7: text must have at most 280 characters, not 281",
            "Scene 7: text must have at most 280 characters, not 281",
            "第 7 个画面：文字最多 280 个字符，这里有 281 个",
        ),
        (
            "attributes.stars is missing: activities of type rated need it",
            "attributes.stars is missing: activities of type rated need it",
            "缺少“stars”：“rated”类型的记录必须填写",
        ),
        ("The file is empty; export it again", "The file is empty; export it again", "文件是空的；请重新导出。"),
        ("line 4: '12x' is no date in the mapping's date_format", None, "第 4 行：“12x”不是符合映射中 date_format 的日期"),
        ("type: is missing", None, "type：缺失"),
        (
            "The mapping is not valid; correct: source: is missing; date_format: %q is not known; use the letters of strptime, as in %Y-%m-%d",
            None,
            "映射有误，请改正：source：缺失；date_format：不认识 %q；请使用 strptime 的字母，例如 %Y-%m-%d",
        ),
    ],
)
def test_a_message_is_read_in_both_languages(message: str, english: str | None, chinese: str, request: pytest.FixtureRequest) -> None:
    if english is not None:
        assert translated(message) == english
    request.getfixturevalue("in_chinese")
    assert translated(message) == chinese


@pytest.mark.parametrize("told", ["{0}", "**x** {} {y}", "100 %", "\\", "a\nb"])
def test_what_a_reader_typed_stays_as_typed(in_chinese: None, told: str) -> None:
    assert translated(f"no customer has the code {told}") == f"没有编号为“{told}”的客户"


def test_refusals_are_told_by_their_sentence(in_chinese: None) -> None:
    assert sentence(WrongSignIn()) == "用户名或密码不正确"
    assert sentence(LockedOut(1)) == "尝试次数过多：请等 1 分钟后再试"
    assert sentence(LockedOut(14)) == "尝试次数过多：请等 14 分钟后再试"
    assert sentence(Invalid("name must not be empty", field="name")) == "名称不能为空"


def test_every_mistake_of_a_plan_is_told(in_chinese: None) -> None:
    refused = PlanRefused((Mistake("rules[0].award.points", "must be a whole number"), Mistake("", "must be a mapping with name, rules")))
    assert sentence(refused) == "rules[0].award.points：必须是整数；plan：必须是含有 name, rules 的键值对"


def test_a_sentence_that_nobody_translated_is_told_all_the_same(in_chinese: None) -> None:
    assert sentence(Conflict("The moon is in the way: wait")) == "操作没有完成，数据没有改动。（The moon is in the way: wait）"

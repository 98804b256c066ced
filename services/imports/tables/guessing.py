"""Guessing which column of a file is which field, by the names that people give their columns in English and Chinese, and how dates are written."""

import re
from collections.abc import Iterable, Mapping

import polars as pl

from services.imports.tables import dates
from services.imports.tables.mapping_document import ATTRIBUTE

NAMES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "activities": {
        "external_id": (
            *("external id", "id", "order id", "order no", "order number", "reference", "record id", "document no", "invoice no"),
            *("编号", "单号", "订单号", "订单编号", "单据号", "单据编号", "记录编号", "流水号", "外部编号"),
        ),
        "occurred_at": (
            *("occurred at", "date", "time", "datetime", "timestamp", "order date", "visit date", "created at", "closed at"),
            *("发生时间", "日期", "时间", "拜访时间", "拜访日期", "下单时间", "订单日期", "成交日期", "创建时间", "记录时间"),
        ),
        "type": ("type", "activity type", "activity", "event", "类型", "活动类型", "活动", "事件", "业务类型"),
        "employee": (
            *("employee", "employee id", "employee code", "employee no", "staff id", "sales rep", "salesperson", "owner", "rep"),
            *("员工", "员工编号", "员工工号", "工号", "业务员", "业务员编号", "销售", "销售员", "负责人"),
        ),
        "customer": (
            *("customer", "customer id", "customer code", "customer no", "client", "client id", "account", "account id", "shop id"),
            *("客户", "客户编号", "客户编码", "客户代码", "门店", "门店编号", "会员号", "会员编号"),
        ),
        "amount": ("amount", "total", "value", "price", "revenue", "sales", "line total", "金额", "总额", "销售额", "成交金额", "订单金额", "合计"),
        "quantity": ("quantity", "qty", "units", "count", "数量", "件数", "箱数"),
        "channel": ("channel", "source channel", "渠道", "来源", "客户来源"),
        "collaborators": ("collaborators", "helpers", "with", "协作人", "协同人", "同行人", "参与人"),
        "note": ("note", "notes", "comment", "comments", "remark", "remarks", "description", "备注", "说明", "描述", "摘要"),
    },
    "people": {
        "code": (
            *("code", "id", "employee", "employee id", "employee code", "employee no", "employee number", "staff id", "personnel number"),
            *("工号", "员工编号", "员工工号", "员工编码", "员工代码", "编号", "人员编号"),
        ),
        "name": ("name", "full name", "employee name", "staff name", "姓名", "员工姓名", "名称", "员工"),
        "team": (
            *("team", "team code", "team id", "department", "department code", "dept", "branch", "outlet", "store", "group", "unit"),
            *("团队", "团队编号", "部门", "部门编号", "门店", "网点", "所属团队", "所属部门", "小组"),
        ),
        "team_name": ("team name", "department name", "branch name", "outlet name", "store name", "团队名称", "部门名称", "门店名称", "网点名称"),
        "team_parent": (
            *("team parent", "parent", "parent team", "parent department", "region", "area", "division"),
            *("上级团队", "上级部门", "大区", "区域", "片区", "所属大区"),
        ),
        "team_from": ("team from", "in team since", "transferred on", "调入日期", "入组日期", "调岗日期"),
        "joined_on": ("joined on", "joined", "join date", "hire date", "hired on", "start date", "入职日期", "入职时间", "到岗日期"),
        "left_on": ("left on", "left", "leave date", "end date", "termination date", "resigned on", "离职日期", "离职时间"),
        "email": ("email", "e mail", "mail", "email address", "work email", "邮箱", "电子邮箱", "邮件", "工作邮箱"),
        "manager": (
            *("manager", "manager id", "manager code", "supervisor", "supervisor id", "reports to", "line manager", "boss"),
            *("上级", "直属上级", "上级工号", "上级编号", "直属上级工号", "主管", "主管工号", "直属主管", "经理", "汇报对象"),
        ),
        "birthday": ("birthday", "birth date", "date of birth", "dob", "生日", "出生日期"),
    },
    "customers": {
        "code": (
            *("code", "id", "customer", "customer id", "customer code", "customer no", "customer number", "client id", "account id", "member no"),
            *("客户编号", "客户编码", "客户代码", "编号", "会员号", "会员编号", "门店编号"),
        ),
        "name": (
            *("name", "customer name", "client name", "company", "company name", "shop name", "account name"),
            *("名称", "客户名称", "客户姓名", "姓名", "客户", "门店名称", "公司名称"),
        ),
        "owner": (
            *("owner", "owner id", "employee", "employee id", "sales rep", "salesperson", "account manager", "rep"),
            *("负责人", "负责员工", "业务员", "业务员编号", "客户经理", "归属员工", "员工编号", "工号", "销售"),
        ),
        "phone": ("phone", "phone number", "mobile", "mobile number", "telephone", "tel", "cell", "电话", "手机", "手机号", "手机号码", "联系电话"),
        "email": ("email", "e mail", "mail", "email address", "邮箱", "电子邮箱", "邮件"),
        "birthday": ("birthday", "birth date", "date of birth", "dob", "生日", "出生日期"),
        "tags": ("tags", "tag", "labels", "segment", "标签", "客户标签", "分类"),
        "channel": ("channel", "source", "渠道", "来源", "客户来源", "渠道类型"),
    },
}  # fmt: skip
"""By kind of file and by field: what its column may be called, the most telling first. The field's own name always counts."""

ISO = "iso"
_DAYS = (
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%Y%m%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%d %b %Y",
    "%d-%b-%Y",
)
_TIMES = ("", " %H:%M:%S", " %H:%M", " %I:%M %p", " %I:%M:%S %p")
DATE_FORMATS = (
    ISO,
    *(day + time for time in _TIMES for day in _DAYS),
    *("epoch_ms", "epoch_s"),
)
"""What dates are tried as, the most usual first, in the notation of a mapping's date_format; `ISO` is what a mapping without one reads."""

EPOCHS = {"epoch_s": r"^1[0-9]{9}$", "epoch_ms": r"^1[0-9]{12}$"}
MOST_TRIED = 5_000


def guess_columns(columns: Iterable[str], kind: str) -> dict[str, str]:
    """Column by field, where a column has a name that people give to that field; no column serves twice. kind: activities, people, customers.

    A column `attributes.NAME` is that attribute, but in a file of people.
    """
    free = {_plain(column): column for column in reversed(list(columns))}
    found: dict[str, str] = {}
    names = {field: [_plain(field), *map(_plain, called)] for field, called in NAMES[kind].items()}
    longest = max(map(len, names.values()))
    for place in range(longest):
        for field, called in names.items():
            if field not in found and place < len(called) and called[place] in free:
                found[field] = free.pop(called[place])
    if kind != "people":
        found |= {column: column for column in free.values() if column.startswith(ATTRIBUTE) and column != ATTRIBUTE}
    return {field: found[field] for field in (*names, *found) if field in found}


def _plain(name: str) -> str:
    """A name without what writers differ in: capitals, blanks, `_` and `-`, a unit or remark in brackets."""
    name = re.sub(r"[(（\[【].*?[)）\]】]", "", name) or name
    return re.sub(r"[\s_\-./#:：*]+", "", name.casefold())


def guess_date_formats(cells: pl.Series) -> tuple[str, ...]:
    """The formats in which every cell that is not blank is a date; none where it is not a column of dates.

    More than one where days and months cannot be told apart, such as 03/04/2026: somebody has to say.
    """
    texts = cells.drop_nulls().str.strip_chars()
    texts = texts.filter(texts != "").unique().head(MOST_TRIED)
    if texts.is_empty() or not texts.str.contains(r"\d{4}").all():
        return ()
    return tuple(written for written in DATE_FORMATS if _fits(texts, written))


def _fits(texts: pl.Series, written: str) -> bool:
    if written in EPOCHS:
        return bool(texts.str.contains(EPOCHS[written]).all())
    formats = dates.ISO if written == ISO else [dates.format_of(written)]
    return dates.parse(texts, formats, None)["kind"].null_count() == 0

"""The commonest public holidays in Chinese, where `holidays` names those of a country in other languages only. What is not here stays in English."""

import re

CHINESE = {
    "New Year's Day": "元旦",
    "New Year Holiday": "新年假期",
    "New Year's Eve": "除夕",
    "Epiphany": "主显节",
    "Chinese New Year": "农历新年",
    "Lunar New Year": "农历新年",
    "Korean New Year": "韩国春节",
    "Maundy Thursday": "濯足节",
    "Good Friday": "耶稣受难日",
    "Easter Sunday": "复活节",
    "Easter Monday": "复活节星期一",
    "Ascension Day": "耶稣升天节",
    "Pentecost": "圣灵降临节",
    "Pentecost Monday": "圣灵降临节星期一",
    "Corpus Christi": "基督圣体节",
    "Assumption Day": "圣母升天节",
    "Reformation Day": "宗教改革日",
    "All Saints' Day": "诸圣节",
    "Repentance and Prayer Day": "忏悔祈祷日",
    "Immaculate Conception": "圣母无染原罪节",
    "Christmas Eve": "平安夜",
    "Christmas Day": "圣诞节",
    "Christmas": "圣诞节",
    "Second Day of Christmas": "圣诞节次日",
    "Boxing Day": "节礼日",
    "Saint Stephen's Day": "圣斯德望日",
    "May Day": "五一节",
    "Labor Day": "劳动节",
    "International Labor Day": "国际劳动节",
    "Workers' Day": "劳动节",
    "Early May Bank Holiday": "五月初银行假日",
    "May Bank Holiday": "五月银行假日",
    "Spring Bank Holiday": "春季银行假日",
    "Summer Bank Holiday": "夏季银行假日",
    "Late Summer Bank Holiday": "夏末银行假日",
    "August Bank Holiday": "八月银行假日",
    "Saint Patrick's Day": "圣帕特里克节",
    "Saint Andrew's Day": "圣安德鲁日",
    "Battle of the Boyne": "博因河战役纪念日",
    "Martin Luther King Jr. Day": "马丁·路德·金纪念日",
    "Washington's Birthday": "华盛顿诞辰",
    "Memorial Day": "阵亡将士纪念日",
    "Juneteenth National Independence Day": "六月节",
    "Independence Day": "独立日",
    "Columbus Day": "哥伦布日",
    "Veterans Day": "退伍军人节",
    "Thanksgiving Day": "感恩节",
    "Canada Day": "加拿大国庆日",
    "Victoria Day": "维多利亚日",
    "Remembrance Day": "阵亡将士纪念日",
    "Australia Day": "澳大利亚国庆日",
    "ANZAC Day": "澳新军团日",
    "King's Birthday": "国王诞辰",
    "Waitangi Day": "怀唐伊日",
    "German Unity Day": "德国统一日",
    "International Women's Day": "国际妇女节",
    "World Children's Day": "世界儿童节",
    "National Day": "国庆日",
    "Republic Day": "共和国日",
    "Constitution Day": "宪法日",
    "Liberation Day": "解放日",
    "Victory Day": "胜利日",
    "Armistice Day": "停战日",
    "Children's Day": "儿童节",
    "Vesak Day": "卫塞节",
    "Buddha's Birthday": "佛诞日",
    "Diwali": "排灯节",
    "Deepavali": "屠妖节",
    "Thaipusam": "大宝森节",
    "Holi": "洒红节",
    "Hari Raya Puasa": "开斋节",
    "Hari Raya Haji": "哈芝节",
    "Eid al-Fitr": "开斋节",
    "Eid al-Adha": "宰牲节",
    "Islamic New Year": "伊斯兰新年",
    "Prophet's Birthday": "圣纪节",
    "Malaysia Day": "马来西亚日",
    "Coming of Age Day": "成人节",
    "Foundation Day": "建国纪念日",
    "Emperor's Birthday": "天皇诞辰",
    "Vernal Equinox Day": "春分日",
    "Showa Day": "昭和日",
    "Greenery Day": "绿之日",
    "Marine Day": "海之日",
    "Mountain Day": "山之日",
    "Respect for the Aged Day": "敬老日",
    "Autumnal Equinox Day": "秋分日",
    "Sports Day": "体育节",
    "Culture Day": "文化日",
    "Labor Thanksgiving Day": "勤劳感谢日",
    "Substitute Holiday": "补休日",
    "Chuseok": "中秋节",
    "Hangul Day": "韩文日",
    "Independence Movement Day": "三一节",
    "National Foundation Day": "开天节",
}
BESIDE = {"observed": "补休", "estimated": "预计", "substitute day": "补休"}
"""What stands in brackets after a name."""
PARTS = re.compile(r"(?P<name>.+?)(?: \((?P<beside>[^()]+)\))?")


def in_chinese(name: str) -> str:
    """A name as `holidays` gives it in English, of one holiday or of several on a day."""
    return "；".join(map(_one, name.split("; ")))


def _one(name: str) -> str:
    found = PARTS.fullmatch(name)
    said = CHINESE.get(found["name"]) if found else None
    if found is None or said is None:
        return name
    if found["beside"] is None:
        return said
    beside = BESIDE.get(found["beside"])
    return f"{said}（{beside}）" if beside else name

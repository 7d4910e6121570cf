"""Offices that sentences open with, in a report on several of them: 州气象局年初预算….

Belongs here: the office's name, and the reporting office's own. Does not belong here: offices as items of a list
(``register``), whether a report is of several (``title``).
"""

from __future__ import annotations

import re

from etl.read import places

_OPENS = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,24}?(?:局|委员会|委|办公室|厅|中心|院|校|站|所|总队|支队|大队|馆|联合会|总工会|工会|残联|妇联|文联|科协|团委"
    r"|法院|检察院|学校|小学|中学|大学|学院|幼儿园|医院|合作社|合作联社|管委会|街道办事处|街道|镇|乡|人民政府|武装部|(?:组织|宣传|统战)部))"
    r"(?=部门|整体|本级|机关|年初|年度|全年|当年|预算|调整|支出|支付|执行|实际|自评|综合|绩效|得分|纳入|共|有|申报|安排|财政|20\d\d|[，,:;。(（]|\d|$)"
)


def opening(text: str) -> str:
    """The office a stretch opens with; nothing where it opens with something else.

    >>> opening("州气象局年初预算1986.2万元"), opening("县委办公室，全年支出20万元"), opening("预算局面好转")
    ('州气象局', '县委办公室', '')
    """
    found = _OPENS.match(text)
    name = found["name"] if found else ""
    return name if places.is_department(name) and not _NO_OFFICE.search(name) else ""


def named(text: str) -> str:
    """The office that a phrase is of: its name alone, with a remark in brackets, or with its projects together.

    >>> named("市教育局(含所属学校)"), named("农业农村局项目"), named("老年活动中心项目"), named("市教育局校舍维修")
    ('市教育局', '农业农村局', '', '')
    """
    bare = re.sub(r"\([^()]*\)$", "", text)
    short = _PROJECTS.sub("", bare)
    name = bare if short == bare or not IS_OFFICE.search(short) else short
    return name if places.is_department(name) and not _NO_OFFICE.search(name) else ""


def carrying_out(text: str) -> str:
    """The one office of which a text says that it carries the work out; nothing where it says so of two.

    >>> carrying_out("该项目由区文物保护中心组织实施，投资20万元。"), carrying_out("由区水务局和区城管局共同实施")
    ('区文物保护中心', '')
    """
    found = {named(m["office"]) for m in _CARRIES_OUT.finditer(text) if not _PAYS_OR_BUILDS.search(m["office"])} - {""}
    return next(iter(found)) if len(found) == 1 else ""


#: A treasury hands money out, a company builds for another.
_PAYS_OR_BUILDS = re.compile(r"财政|公司$|集团$|政府$")
_CARRIES_OUT = re.compile(
    r"(?:项目|工程|专项|资金|经费|补助|补贴|活动|赛事|预算)[^。;]{0,40}?由(?P<office>[一-鿿]{3,20}?)(?:作为[^，。;]{2,8}|具体|统一|全面|牵头|负责|组织|统筹|承担)*"
    r"(?:实施|承办|承建|统筹使用|管理使用|负责使用|牵头负责|具体负责|组织开展)(?!单位|方)"
)
_PROJECTS = re.compile(r"(?:的)?(?:重点|预算|部门)*(?:项目|专项)(?:支出|资金|经费|情况)*$")
#: Endings of offices that no building or service has.
IS_OFFICE = re.compile(
    r"(?:局|委员会|委|厅|办公室|人大办|政府办|政协办|街道办事处|联合会|残联|妇联|文联|工商联|科协|总工会|团委|(?:组织|宣传|统战)部|法院|检察院)$"
)
#: 全县各预算单位, 上述部门: of no single one.
_NO_OFFICE = re.compile(
    r"^(?:全|各|该|本|我|其|上述|以上|部分|其他|其余|有的|个别|多个|所有|被|由|经|对|向|在|按|据|与|和|因|预算|支出|不?含|包括)"
)
#: 中心自评92分: the office by its kind alone.
_KIND_OF_OFFICE = re.compile(
    r"街道办事处|街道办|办事处|中心|医院|学校|大学|学院|中学|小学|幼儿园|街道|支队|大队|图书馆|博物馆|文化馆"
)


def is_named(text: str, office: str, district: str) -> bool:
    """Whether a text is the name of an office, or its name without the place, or its kind alone.

    >>> is_named("县水利局", "青石县水利局", "青石县"), is_named("中心", "青石县疾控中心", "青石县")
    (True, True)
    """
    if not office or len(text) < _SHORTEST:
        return False
    short = office[office.find(district) + len(district) :] if district else office
    spellings = (office, district[-1:] + short, district + short)
    if text == _SEAT.sub("", short) != short:
        return True
    is_kind = bool(_KIND_OF_OFFICE.fullmatch(text)) and text in office
    return is_kind or text in (*spellings, short) or text.startswith(spellings)


_SHORTEST = 2
#: An office is abbreviated to some of its characters, the last among them, or one of these: 残联 of 残疾人联合会.
_SHORT_ENDS = re.compile(r"联(?=合会$)|协(?=会$)|委(?=员会$)|办(?=事处$|公室$)")
#: 望江街道办事处 is called 望江街道.
_SEAT = re.compile(r"(?<=街道|.[镇乡])(?:办事处|人民政府)$")
_LEVEL = "省市区县州旗镇乡"


def opened_by(text: str, office: str, district: str) -> int:
    """How much of a text's beginning is the name of an office, in full, without its place or abbreviated.

    >>> opened_by("区残联项目", "西塘区残疾人联合会", "西塘区"), opened_by("教体局本级", "西塘区教育体育局", "西塘区")
    (3, 3)
    >>> opened_by("望江街道全年预算", "金桥区望江街道办事处", "金桥区")
    4
    >>> opened_by("残联项目", "西塘区残疾人联合会", "西塘区"), opened_by("教育培训", "西塘区教育体育局", "西塘区")
    (2, 0)
    """
    if not office:
        return 0
    short = office[office.find(district) + len(district) :] if district else office
    seat = _SEAT.sub("", short)
    for place in (office.removesuffix(short), district, text[:1] if text[:1] in _LEVEL else "", ""):
        start = len(place)
        if not text.startswith(place):
            continue
        if seat != short and text.startswith(seat, start):
            return start + len(seat)
        for end in range(min(len(text), start + len(short)), start + 1, -1):
            if _abbreviates(text[start:end], short):
                return end
    return 0


def _abbreviates(text: str, office: str) -> bool:
    place = -1
    for character in text:
        place = office.find(character, place + 1)
        if place < 0:
            return False
    end = _SHORT_ENDS.search(office)
    return text[0] == office[0] and text[-1] in (office[-1], end[0] if end else "")

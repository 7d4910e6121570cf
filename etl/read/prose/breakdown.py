"""A whole amount broken down by projects: 安排资金3280万元，其中甲1650万元、乙780万元.

Belongs here: finding the parts and their names. Does not belong here: whether the names are projects (``runs``),
rows. Parts have the role of their whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.read import places
from etl.read.prose import names, together
from etl.read.prose.register import Project
from etl.read.prose.stretches import strip
from etl.read.prose.subject import FAIR, FUND, SURE, Place, Subject
from etl.read.prose.title import DEPARTMENT, Title
from etl.read.prose.tokens import Figure

_ROLES = frozenset(("budget_initial", "budget_full_year", "budget", "received", "executed", "unspecified"))
#: Roles of an amount whose label may be its name: 优抚对象慰问780万元, and a label that is: 国土空间规划编制780万元.
_NAMED = frozenset(("", "negative", "unspecified"))
_WORK = ("编制", "审批")
#: Kinds of spending and of work are no projects.
_KIND = re.compile(
    r"^(?:人员|公用|日常公用|基本|项目|工资福利|商品和?服务|对个人和?家庭|资本性|办公|差旅|会议|培训|三公|\"三公\"|公务接待|公车|公务用车|设备|土建|安装|监理|设计|勘察|劳务|材料|印刷|宣传|租赁|水电|其他|其它|"
    r"交通|伙食|师资|教材|场地|专家|购置|用于|支付|工程|建安|聘请|发放|开展|采购)[^，]{0,6}(?:经费|支出|费用?|款)?$|支出$|收入$|投资$|(?:罚|奖|税|捐|工程|设备|材料|货)款$|(?<!经)费$"
)
#: What is paid for a work, 水土保持监测费, is one where the parts make the whole.
_FEE = re.compile(r".{4,}费$")
_MARKS = re.compile(
    r"^(?:其中|主要|包括|分别是|分别为|即|[、，;:。和及与]|用于)+|(?:为|是|:|的|安排|下达|支出|执行|预算|支付|共|完成)+$"
)
#: Between a whole and the first of its parts.
_OPENED = re.compile(r"[，:(。]?[^，。;:()\d]{0,8}(?:其中|包括|分别)|:(?=[^，。;:\d]{3})")
#: What was given, before its total in the next clause.
_GIVEN = re.compile(
    r"[^，。;]{0,16}(?:批复|安排|下达|核定)[^，。;]{0,16}(?:预算|资金|项目)[^，。;\d]{0,8}，(?:共|合计|共计|总计)$"
)
_LEAST = 2
_ALIKE = 0.7
#: 其中基本支出412万元，项目支出1973万元
_BY_KIND = re.compile(
    r"其中[:，]?(?:用于)?(?:基本支出|人员经费)[^。]*?\d[^。]*?项目(?:支出|经费)[^。]{0,8}?\d|其中[:，]?项目支出[^。]*?\d[^。]*?基本支出[^。]{0,8}?\d"
)
#: 我局项目, 部门预算: all of an office's.
_OUR_PROJECTS = re.compile(
    r"[我本](?:局|委|厅|院|校|单位|部门|中心|镇|乡|街道|馆|站|办|会|所|队)(?:的)?(?:项目|专项)|部门(?!决算)"
)


@dataclass(frozen=True)
class Breakdown:
    """A whole and its named parts; whether the parts add up to it."""

    whole: Figure
    parts: tuple[tuple[str, Figure], ...]
    is_closed: bool


def of(text: str, own: Sequence[Figure]) -> Iterator[Breakdown]:
    """The breakdowns of a half-sentence whose figures are ``own``."""
    for k, whole in enumerate(own):
        if (
            whole.kind == "money"
            and whole.role in ("", "budget")
            and (said := _GIVEN.search(text[whole.half[0] : whole.start]))
        ):
            # 年初批复我馆项目预算四项，合计205万元: the amount is of what was given.
            whole.role = "budget_initial" if "年初" in said[0] else "budget"
        if whole.kind != "money" or whole.role not in _ROLES or whole.is_part or whole.is_bracketed:
            continue
        parts, is_dealt = _parts(text, whole, own[k + 1 :])
        total = sum((f.value or Decimal(0) for _, f in parts), Decimal(0))
        is_closed = total == whole.value
        are_names = all(_is_name(name, is_closed=is_closed, is_dealt=is_dealt) for name, _ in parts)
        if len(parts) >= _LEAST and are_names and (is_closed or not is_dealt):
            yield Breakdown(whole, tuple(parts), is_closed)


def _parts(text: str, whole: Figure, behind: Sequence[Figure]) -> tuple[list[tuple[str, Figure]], bool]:
    """The amounts behind a whole, each with all that stands before it as its name; whether they are dealt out by
    合计205万元，分别是：甲80万元，乙60万元 or a colon alone, which makes parts of them only where they add up."""
    parts: list[tuple[str, Figure]] = []
    end = whole.end
    opened = _OPENED.match(text, end)
    if opened is None:
        return parts, False
    is_bracket = opened[0].startswith("(")
    is_dealt = "分别" in opened[0] or opened[0] == ":"
    for figure in behind:
        lead = text[end : figure.start]
        is_of_it = figure.is_bracketed and ")" not in lead if is_bracket else figure.is_part or is_dealt
        if figure.kind != "money" or not is_of_it:
            break
        if parts and figure.role not in _NAMED and figure.label not in _WORK:
            break
        if len(re.findall("[，;]", lead)) > (1 if parts else 2):
            return [], is_dealt
        parts.append((names.clean(_MARKS.sub("", lead.lstrip("，("))), figure))
        end = figure.end
    return parts, is_dealt


def owner(text: str, whole: Figure, titled: Project | None) -> Subject:
    """Whose a whole is: all projects' together, or the title's one fund's, of which they are kinds: 下达我州甲资金."""
    said = text[max(whole.half[0], text.rfind("，", 0, whole.at) + 1) : whole.start]
    is_of_all = any(p.search(said) for p in (together.PLURAL, together.ALL, together.OF_OFFICE, _OUR_PROJECTS))
    if titled is None or is_of_all:
        return Subject(None, "", "其中列出各项目", SURE, scope="project")
    is_named = names.alike(strip(whole.inner or whole.prefix), titled.name) >= _ALIKE
    evidence = f"标题所指的项目“{titled.name}”，其中列出各项目"
    return Subject(titled, "", evidence, SURE if is_named else FAIR)


def of_office(place: Place, text: str, lead: str, figure: Figure, title: Title) -> Subject | None:
    """The office, of a sentence that names nobody and whose money is 基本支出 and 项目支出: no project has the two."""
    start, end = figure.end, figure.sentence[1]
    # …，决算数为2386万元。其中基本支出…: in the next sentence as well.
    is_kept = _BY_KIND.search(text, start, end) or _BY_KIND.match(text, end + 1)
    is_whole = not figure.is_part and is_kept is not None
    is_free = place.item is None and not place.is_part and not title.projects and not title.has_many_departments
    if not (is_whole and is_free and title.department) or strip(lead):
        return None
    return Subject(None, "", "其中列出基本支出和项目支出", SURE, scope=DEPARTMENT)


def _is_name(name: str, *, is_closed: bool, is_dealt: bool) -> bool:
    if not names.may_be(name, is_proven=True):
        return False
    is_kind = bool(_KIND.search(name)) and not (is_closed and _FEE.match(name) and not _KIND.match(name))
    return is_dealt or not (FUND.match(name) or is_kind or places.is_department(name))

"""Projects that a title names: in brackets behind it, or between the department and 绩效自评报告.

Belongs here: cutting names out of a title. Does not belong here: what else a title says (``title``).
"""

from __future__ import annotations

import re

from etl.read import places
from etl.read.prose import names, owners

YEARS = re.compile(r"(20\d\d)(?:年度?)?(?:[-至到]|和|、)(20\d\d)年?度?")
_REPORT = re.compile(
    r"(?:的)?(?:(?:支出|综合|自我|结果|执行|年度)*(?:绩效)?(?:自评|评价|评估|绩效|总结|评审)(?:价)?(?:工作|结果|情况|总|综合|开展|自评|评价)*(?:报告|说明|总结|材料|结果|情况|自评|汇报|通报)+(?:书|表|稿)?(?:的(?:报告|说明|汇报))?|(?:绩效)?(?:自评|评价)(?:小结|综述|概述)?(?=$|\()|绩效(?:自评)?(?:小结|综述))"
)
#: Of a letter that is called no evaluation: 甲经费使用情况说明.
_LETTER = re.compile(
    r"(?:的)?(?:使用|支出|执行|管理|实施|落实|收支|拨付|发放|开展|完成|绩效|有关|相关)*(?:和|及|与|、)?(?:使用|支出|执行|管理|实施|落实|收支|绩效)*"
    r"情况(?:的)?(?:专项|简要|补充|书面)*(?:说明|报告|汇报|总结|函|通报|反馈|回复|材料)"
)
_GENERIC = re.compile(
    r"部门|单位|整体|支出|预算|项目|本级|年度|关于|对于|的|专项资金|专项|函|财政|绩效|自评|评价|综合|情况|中央对地方|转移支付|资金|报告|开展|工作|局|自我|重点|全部|纳入|民生|惠民|实事|滚动|跟踪|经费|\d{4}年?度?|[-、()\"《》:,，]|以及|和|及|与|区直|县直|市直|州直|省直|总|年|一般公共|公开|结果|说明|汇报|执行|实施|上报|报送"
)
#: A project's name in a title is shorter.
_LONGEST = 48
_BRACKET = re.compile(r"\(([^()]+(?:\([^()]*\)[^()]*)*)\)$")
#: Kinds and counts of projects are no project.
_SEVERAL = re.compile(
    r"(?:服务|建设|保障|发展|运转|民生|其他|管理|一|各|等)类(?:项目|专项)$|等(?:[两三四五六七八九十]|\d+)(?:个|项)"
    r"|^(?:[两三四五六七八九十]|\d+)(?:个|项)|^(?:部分|若干|有关|相关|多个|各|全部|所有)(?:预算|财政|支出)?(?:项目|专项)"
)

#: 部门决算公开, 部门决算中项目: where the results are told, no project.
_ACCOUNTS = re.compile(
    r"(?:部门|单位|财政|政府|年度|收支|总|预算?|和|及)*决算(?:公开|公示|信息|情况|中|里|内|的|有关|反映|重点|项目|专项|支出|资金|预算)*"
)


def in_brackets(title: str, body: str) -> list[str]:
    """Names in the brackets that end a title: what ends as projects' names do, or what the ``body`` tells of as well.
    Dates, seals, contacts and other remarks of a cover are none, nor is 名称:甲 but for 甲.

    >>> in_brackets("甲局项目自评报告(河道清淤)", "河道清淤预算60万元"), in_brackets("甲局项目自评报告(河道清淤)", "")
    (['河道清淤'], [])
    >>> in_brackets("甲局项目自评报告(泵站维修项目)", ""), in_brackets("甲局项目自评报告(联系人:王五)", "联系人:王五")
    (['泵站维修项目'], [])
    """
    found = _BRACKET.search(title)
    held = _NAMED.sub("", found[1]) if found is not None else ""
    if not held or ":" in held or owners.is_of(owners.REMARK, held):
        return []
    parts = re.split(r"[、，]|(?<=项目)和|(?<=经费)和", held)
    return parts if all(places.is_department(part) or _is_name(part, body) for part in parts) else []


#: 项目名称:甲
_NAMED = re.compile(r"^(?:自评|评价)?(?:项目|专项)(?:名称|全称)?:")


def _is_name(part: str, body: str) -> bool:
    bare = names.clean(part)
    if owners.is_of(owners.REMARK, bare) or owners.of_several(bare, "", ""):
        return False
    return names.may_be(bare, is_proven=True) and (names.is_certain(bare) or names.core(bare) in body)


def before_report(title: str, department: str, district: str) -> list[str]:
    """The name between the department and the words for a report, if one stands there."""
    bracket = _BRACKET.search(title)
    rest = title[: bracket.start()] if bracket else title
    reports = list(_REPORT.finditer(rest))
    letter = _LETTER.search(rest) if not reports else None
    if letter is None and not reports:
        return []
    rest = rest[: letter.start() if letter is not None else reports[-1].start()]
    short = department.removeprefix(district)
    for known in dict.fromkeys((short, short.removesuffix("办事处"))):
        if known and known in rest:
            rest = rest[rest.find(known) + len(known) :]
            break
    rest = _SPAN_SAID.sub("", rest)
    rest = _without_year(re.sub(r"^(?:本级|机关)?(?:关于|开展|对|的|本级)*", "", YEARS.sub("", rest)))
    rest = re.sub(
        r"(?:(?<=项目)支出|(?<=资金)使用|(?<=经费)使用)?(?:的)?(?:财政|部门|第三方|重点|跟踪|事后|中期|再)*(?:支出)?(?:绩效)?(?:情况)?$"
        r"|(?:(?<=项目)|(?<=工程)|(?<=专项))(?:建设|实施|管理|完成|推进)*(?:和|及|与|、)(?:其)?(?:项目|专项)?(?:资金|经费|预算)(?:使用|支出|管理|执行)?$"
        r"|(?:的)?(?:跨年度?|分年度|历年|三年|(?:多|各)年度)$",
        "",
        rest,
    ).strip("《》、，-的:")
    if district and rest.startswith(district):
        rest = re.sub(r"^20\d\d年?度?", "", rest.removeprefix(district))
    bare = _GENERIC.sub("", rest)
    is_name = len(bare) >= 2 and len(rest) >= 4 and not re.fullmatch(r"(?:全)?(?:市|区|县|省|州)?(?:级|直)?", bare)
    if letter is not None and not names.is_certain(rest):
        # 财务收支情况说明: a letter on anything.
        return []
    return [rest] if is_name and not (_SEVERAL.search(rest) or _ACCOUNTS.fullmatch(rest)) else []


#: 近三年: a span without years.
_SPAN_SAID = re.compile(r"近[一二两三四五六几\d]个?年度?(?:以来|来)?(?:的)?")


def _without_year(rest: str) -> str:
    if re.search(r"^20\d\d年度?(?=[^的部项绩预整])", rest):
        return re.sub(r"^20\d\d年度?", "", rest)
    return re.sub(r"(?<!\d)20\d\d年?度?(?:的)?(?=$|[的项绩部])|^(?:20\d\d年度?(?:的)?)", "", rest)


def whole(names: list[str]) -> list[str]:
    """The names without what is no part of them; none that is too long, too common, or blotted out."""
    found = [
        re.sub(r"(?:(?<=项目)|(?<=经费)|(?<=资金)|(?<=工程))(?:20\d\d年度?.*|跨|重点|重点项目)$", "", n) for n in names
    ]
    return [
        n.strip("《》等")
        for n in found
        if len(n) <= _LONGEST
        and not re.search(r"[◆●■]|第\d+期", n)
        and len(_GENERIC.sub("", n)) >= 2
        and not re.search("[xX×]{2}", n)
    ]

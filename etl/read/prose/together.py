"""Words that speak of a department, or of its projects together: 本部门, 三个项目, 合计.

Belongs here: recognising them. Does not belong here: whose a figure is (``subject``).
"""

from __future__ import annotations

import re

WHOLE = re.compile(
    r"(?:部门|单位|局|院|校|中心|委|厅)?整体(?:支出)?|(?:全局|全委|全厅|全院|全校|全镇|全街道|全系统|全所|全站|全馆|全中心|全队|局机关|委机关|机关本级|厅机关)|部门预算|部门(?:项目)?支出|(?<![这那该一每某专])(?:个|项)(?:预算)?(?:项目|专项)(?:支出)?(?:资金)?(?:共|合计|总计|累计|预算|的)?|项目(?:支出|资金|预算)?(?:共|总(?!投资|(?:资金|经费|规模)(?:为|是|共|约|达)*\d)|合计|总计)|合计|总计|共计|总额|各项目|全部项目|所有项目|预算项目|纳入[^，。;]{0,10}项目|^(?:全年|本年度?|当年)?项目支出(?:预算)?$|^(?:全年|本年度?|当年)(?:项目|专项)(?:经费|资金|支出)|综合自评|预算绩效"
)
#: 预算执行情况: what a line is about, of whatever it is; not 三公经费支出情况, 项目支出情况.
ASPECT = re.compile(
    r"^(?:年初|全年|年度|部门|单位|整体|总体)*(?:预算|资金|支出|经费)"
    r"(?:预算|资金|支出|编制|安排|批复|下达|调整|执行|使用|支付|到位|完成|管理|及|和|与)*情况$"
)
#: 全县平均执行率82%: of everybody there.
AREA = re.compile(r"^全[国省市县区州](?!局|直)")
_AREA_FUND = re.compile(r"^全[国省市县区州]([^，。;:、]{2,12}?)(?:项目|专项|补助|奖补|补贴)*(?:资金|补助|补贴|经费)$")
#: 2022年度单位自评得分, at the head of a sentence.
OF_OFFICE = re.compile(r"(?:部门|单位)(?:整体|财政拨款|财政)*(?:预算(?!项目|批复)|支出(?!项目)|决算)")
BY_UNIT = re.compile(r"(?:单位|部门)(?:整体|综合|支出|绩效)*自评")
TOTAL = re.compile(r"^(?:项目)?(?:资金)?(?:合计|总计|汇总)(?:情况)?$")
ALL = re.compile(r"整体|全局|全委|全厅|全院|全校|全系统|机关本级|局机关|委机关|部门支出")
OWN = re.compile(
    r"^(?:我|本)(?:(?:局|委|厅|院|校|单位|部门|中心|镇|街道|馆|站|办|会|所|队|系统|支队|大队|分局|处)|[县区市省](?=$|20|共|全年|[，。的]))"
)
PLURAL = re.compile(
    r"(?:[两二三四五六七八九十]|\d+)(?:个|项|类)(?:子)?(?:项目|专项|资金|工作)|(?:重点|预算|绩效|自评|专项)?(?:项目|专项)(?:共|合计|一共)?(?:[两二三四五六七八九十]|\d+)(?:个|项)|(?:^|[，。])(?:[两二三四五六七八九十]|\d+)项(?:年初|全年|总|预算|合计|共|支出)"
)
#: 县财政安排|我乡项目资金: the money for all of them.
OUR_PROJECTS = re.compile(
    r"[我本](?:局|委|厅|院|校|单位|部门|中心|镇|乡|街道|馆|站|办|会|所|队)(?:的)?(?:项目|专项)(?:支出)?(?:资金|经费|预算)$"
)
#: 四项年初预算合计: behind the last of them.
ALL_COUNTED = re.compile(
    r"(?:以上|上述)?(?:[两二三四五六七八九十]|\d{1,2})(?:个|项)(?:项目)?(?:年初|全年)?(?:预算|支出|资金|经费|合计|共计|总计|总)"
)
#: Labels of the sum of projects.
SUM_LABEL = re.compile(r"项目(?:支出|资金|预算)?(?:共|总(?!投资)|合计|总计)|(?:支出|预算|资金)(?:合计|总计|总额)")
#: 市残联, 县文广旅体局
BUREAU = re.compile(r"^(?:省|市|区|县|州|镇|乡|街道)[\u4e00-\u9fff]{1,7}(?:联|局|办|委|会|厅|中心|院|馆|站)$")
#: 甲和乙两个: some of the projects, counted.
COUNTED = re.compile(
    r"(?:和|及|与|、)[^，。;:]{2,24}?(?:这)?(?:[两二三四五六七八九十]|\d{1,2})(?:个|项)(?:项目|专项)?$"
)
#: 以上项目|合计支出
_THESE = re.compile(r"(?:以上|上述|全部|所有)(?:各|这些)?(?:项目|专项)$")
_SUM = re.compile(r"(?:共计?|总共|一共|累计|合计|总计)(?=[预执支到])")


def sum_of(lead: str, label: str) -> re.Match[str] | None:
    """The words before a label of the sum of all projects told of."""
    return _THESE.search(lead) if _SUM.match(label) else None


def is_fund_of(area: str, project: str) -> bool:
    """Whether what was spent all over a place is of a fund by what its name says first: 全县衔接资金, of
    衔接推进乡村振兴补助资金."""
    found = _AREA_FUND.match(area)
    return found is not None and found[1] in project


def is_of_all(text: str) -> bool:
    """Whether a phrase speaks of a department's projects together, or of the department: 五个项目, 局机关."""
    found = (WHOLE.search(text), PLURAL.search(text), OWN.match(text), BUREAU.match(text), AREA.match(text))
    return any(found)

"""What the title (and the opening, the signature) says: years, department, district, scope, projects.

Belongs here: one project, several, a whole department, several years. Does not belong here: the body's lists.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from etl.read import places
from etl.read.prose.model import Document

PROJECT, DEPARTMENT = "project", "department"
_YEARS = re.compile(r"(20\d\d)(?:年度?)?(?:[-至到]|和|、)(20\d\d)年?度?")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年?(?:度)?")
_OFFICE = r"(?:局|委员会|委|办公室|办事处|厅|中心|院|校|站|所|队|馆|会|社|部|人民政府|政府|街道办|街道|镇|乡|管委会|联合会|学校|公司|医院|大学|学院|图书馆|中学|小学|幼儿园|工会|妇联|团委|法院|检察院|党校|总站|支队|大队)"
_REPORT = re.compile(
    r"(?:的)?(?:(?:支出|综合|自我|结果|执行|年度)*(?:绩效)?(?:自评|评价|评估|绩效|总结|评审)(?:价)?(?:工作|结果|情况|总|综合|开展|自评|评价)*(?:报告|说明|总结|材料|结果|情况|自评|汇报|通报)+(?:书|表|稿)?(?:的(?:报告|说明|汇报))?|(?:绩效)?(?:自评|评价)(?:小结|综述|概述)?(?=$|\()|绩效(?:自评)?(?:小结|综述))"
)
_GENERIC = re.compile(
    r"部门|单位|整体|支出|预算|项目|本级|年度|关于|对于|的|专项资金|财政|绩效|自评|评价|综合|情况|中央对地方|转移支付|资金|报告|开展|工作|局|自我|重点|全部|纳入|\d{4}年?度?|[-、()\"《》:,，]|以及|和|及|区直|县直|市直|州直|省直|总|年|一般公共|公开|结果|说明|汇报|执行|实施|上报|报送"
)
_SIGNED = re.compile(r"^[\u4e00-\u9fff()]{4,30}$")


#: Several departments in one report: none of them owns the rest.
_MANY = re.compile(r"(?:区|县|市|州|省)(?:直|级|本级)?(?:各)?(?:部门|单位)|各部门|汇总|街镇|各(?:乡镇|街道|县|区)")


@dataclass
class Title:
    """What is known of the document as a whole. ``years`` has one year, or the years a title spans."""

    text: str = ""
    lines: int = 0
    years: list[int] = field(default_factory=list)
    department: str = ""
    district: str = ""
    scope: str = ""
    projects: list[str] = field(default_factory=list)
    span: tuple[int, int] = (0, 0)
    published_on: str = ""
    is_report: bool = False
    has_many_departments: bool = False
    unit: str = ""

    @property
    def year(self) -> int | None:
        return self.years[-1] if self.years else None


def classify(document: Document) -> Title:
    """Read the title lines, then what they leave open from the opening and the signature."""
    title = _title_lines(document)
    text = title.text
    title.is_report = bool(re.search(r"绩效|自评|评价", text))
    _years(title, document)
    if re.search(r"部门整体|整体(?:支出)?绩效|单位整体|整体支出", text):
        title.scope = DEPARTMENT
    elif re.search(r"项目|专项", text):
        title.scope = PROJECT
    _department(title, document)
    _projects(title)
    fields = _fields(document)
    unit = re.search(
        r"单位[:：](?:人民币)?(万元|元|亿元|千元)", "".join(line.norm.text for line in document.lines[:12])
    )
    title.unit = unit[1] if unit else ""
    if not _in_title(text) and (office := fields.get("unit")):
        title.department = office
        title.district = places.district(office) or title.district
    if (name := fields.get("project")) and not re.search(r"[xX×_]{2}", name):
        title.projects = [name]
    title.has_many_departments = bool(_MANY.search(text.replace(title.department, ""))) and not _in_title(text)
    return title


_FIELD = re.compile(
    r"(?:^|[，。;])(?:[一二三四五六七八九十\d]{1,2}[、.])?(?P<label>项目名称|项目全称|(?:项目)?(?:实施|填报|编报|申报|承担|责任|使用)单位|(?:项目)?主管部门|预算部门)(?:\([^()]*\))?:(?P<value>[^，。;:]{3,40}?)(?=$|[，。;]|(?:项目|主管|实施|填报|联系|填表|评价|预算)[^，。;:]{0,6}:)"
)


def _fields(document: Document) -> dict[str, str]:
    """项目名称：…, 实施单位：… of the first lines."""
    found: dict[str, str] = {}
    for line in document.lines[:15]:
        for m in _FIELD.finditer(line.norm.text):
            if m["label"] in ("项目名称", "项目全称"):
                found.setdefault("project", m["value"])
            elif places.is_department(m["value"]):
                kind = "parent" if "部门" in m["label"] else "unit"
                found.setdefault(kind, m["value"])
    if "unit" not in found and "parent" in found:
        found["unit"] = found["parent"]
    return found


def _title_lines(document: Document) -> Title:
    """The lines before the first that is a sentence, a section or an address."""
    title = Title()
    taken: list[str] = []
    for k, line in enumerate(document.lines[:8]):
        text = line.norm.text
        if re.match(r"^(?:附件|附表|附)\d*[:：]?$", text):
            title.lines = k + 1
            continue
        if (
            re.match(r"^(?:[一二三四五六七八九十]{1,2}[、.]|\([一二三]\)|1[.、]|第[一二三]部分)", text)
            or re.search(r"[。;；]", text)
            or len(text) > 70
        ):
            break
        if re.search(r"[:：，]$", text) and taken:
            break
        if taken and re.search(r"报告|结果|说明|总结|汇报|材料", "".join(taken)) and not re.match(r"^[(-]", text):
            break
        taken.append(text)
        title.lines = k + 1
        if len(taken) == 1:
            title.span = (line.start, line.end)
        else:
            title.span = (title.span[0], line.end)
        if len("".join(taken)) > 120:
            break
    if taken and not re.search(r"绩效|自评|评价|报告|说明|总结", "".join(taken)):
        # No title but the opening of something else.
        title.lines = 0 if len(taken) > 3 else title.lines
    title.text = "".join(taken)
    return title


def _years(title: Title, document: Document) -> None:
    listed = re.search(r"20\d\d(?:年度?)?(?:、20\d\d(?:年度?)?){2,}", title.text)
    if listed:
        title.years = sorted({int(y) for y in re.findall(r"20\d\d", listed[0])})
        return
    spanned = _YEARS.search(title.text)
    if spanned and 0 < int(spanned[2]) - int(spanned[1]) <= 6:
        title.years = list(range(int(spanned[1]), int(spanned[2]) + 1))
        return
    found = re.search(r"(?<!\d)(20\d\d)(?:年度?)?(?![年度\d第])", re.sub(r"\[20\d\d\]", "", title.text))
    if found:
        title.years = [int(found[1])]
        return
    counts: Counter[int] = Counter()
    for line in document.lines:
        if line.is_signature:
            continue
        for year, weight in [(y, 3) for y in re.findall(r"(20\d\d)年度", line.norm.text)] + [
            (y, 1) for y in re.findall(r"(20\d\d)年(?!\d{1,2}月|度)", line.norm.text)
        ]:
            counts[int(year)] += weight
        if line is document.lines[min(title.lines, len(document.lines) - 1)]:
            for year in re.findall(r"(20\d\d)年", line.norm.text)[:1]:
                counts[int(year)] += 2
        for year in re.findall(
            r"(20\d\d)年(?:度)?(?:年初|全年|市级|区级|县级|部门)?(?:预算|项目|支出|绩效|重点)", line.norm.text
        ):
            counts[int(year)] += 3
    if counts:
        most = counts.most_common(1)[0][1]
        # A tie falls to the earlier: a report speaks of its year and looks to the next.
        title.years = [min(y for y, n in counts.items() if n == most)]


def _department(title: Title, document: Document) -> None:
    title.department = _in_title(title.text)
    signed = ""
    for line in document.lines[-6:]:
        text = line.norm.text
        if date := re.search(r"(20\d\d)年(\d{1,2})月(\d{1,2})日$", text):
            title.published_on = f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}"
        if _SIGNED.match(text) and places.is_department(text):
            signed = text
    body = [line.norm.text for line in document.lines[: min(len(document.lines), 400)]]
    if signed and (not title.department or (title.department in signed and len(signed) > len(title.department))):
        title.department = signed
    if not title.department:
        title.department = _in_body(body)
    title.department = re.sub(r"^(?:关于|根据|按照)", "", title.department)
    title.district = places.district(title.department).removeprefix("中共")
    bare = re.match(r"^(?:本|我)?([省市区县州])(?=[\u4e00-\u9fff]{2,})", title.department)
    if not title.district and title.department:
        found = _district_in(body, bare[1] if bare else "")
        if found:
            title.district = found
            rest = title.department[1:] if bare and title.department[0] == bare[1] else title.department
            title.department = found + rest


def _in_title(text: str) -> str:
    bare = re.sub(r"\([^()]*\)$", "", text)
    head = re.sub(r"^(?:关于|对)", "", bare)
    head = re.sub(r"^(?:20\d\d(?:年度?)?(?:[-至](?:20\d\d)年?度?)?(?:的)?)", "", head)
    best = ""
    for found in re.finditer(_OFFICE, head):
        candidate = head[: found.end()]
        follow = head[found.end() :]
        if (
            len(candidate) < 4
            or len(candidate) > 26
            or re.search(r"[，。:\d]|项目|绩效|自评|评价|专项|资金", candidate)
        ):
            break
        if re.match(r"(?:关于|20\d\d|部门|单位|本级|项目|整体|预算|的|\(|绩效|对|组织|$|机关)", follow):
            return candidate
        is_whole = places.is_department(candidate) and bool(places.district(candidate))
        # 馆, 站, 队 end many a project's name as well: the first full office after the district is taken.
        is_office = found[0] in ("局", "委员会", "厅", "中心", "人民政府", "办事处", "管委会", "街道办", "联合会", "委")
        if is_whole and is_office and not best and not re.match(r"(?:部|室|办|处|局|委|会)", follow):
            best = candidate
    return best


def _in_body(lines: list[str]) -> str:
    counts: Counter[str] = Counter()
    order: dict[str, int] = {}
    pattern = re.compile(
        rf"([\u4e00-\u9fff]{{2,9}}?(?:省|市|区|县|州|旗|镇|乡)[\u4e00-\u9fff]{{1,14}}?(?:应急局|{_OFFICE}))(?=[\d20(（，。“\"的、:年部机项绩整共]|$)"
    )
    for k, text in enumerate(lines):
        for found in pattern.finditer(text):
            name = re.sub(r"^.*(?:根据|按照|由|向|接到|成立|据|和|与|经|对|为|是|在|《|将)", "", found[1])
            if (
                re.search(r"财政|人大|审计局$|人民政府$", name)
                or not places.district(name)
                or not places.is_department(name)
            ):
                continue
            counts[name] += 3 if k < 4 else 1
            order.setdefault(name, k)
    if not counts:
        loose = re.search(r"成立([\u4e00-\u9fff]{1,6}(?:区|县|市)[\u4e00-\u9fff]{1,10}?局)", "。".join(lines))
        return loose[1] if loose else ""
    best = counts.most_common(1)[0][1]
    return min((n for n in counts if counts[n] == best), key=lambda n: order[n])


def _district_in(lines: list[str], level: str) -> str:
    counts: Counter[str] = Counter()
    for text in lines:
        for found in re.finditer(
            r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,5}?[市区县州](?=[\u4e00-\u9fff\d])|(?:关于|打造|对|全|在|于|由)([\u4e00-\u9fff]{1,3}[市区县])(?=20|[\u4e00-\u9fff])",
            text,
        ):
            name = found[1] or found[0]
            name = re.sub(r"^(?:根据|按照|关于|成立|在|对|由|向|为|和|与)", "", name)
            if places.district(name) == name and (not level or name.endswith(level)):
                counts[name] += 1
    return counts.most_common(1)[0][0] if counts else ""


def _projects(title: Title) -> None:
    """Names in the title: in brackets behind it, or between the department and 绩效自评报告."""
    text = title.text
    bracket = re.search(r"\(([^()]+(?:\([^()]*\)[^()]*)*)\)$", text)
    names: list[str] = []
    if bracket and not re.fullmatch(
        r"20\d\d年?度?|[\d年度]+|[一二三四五六七八九十\d]+|.*(?:稿|版|表|份)|摘要|公开|汇总|节选|正文|简版|试行|[\d年度、至和-]+|.{0,6}级",
        bracket[1],
    ):
        names = re.split(r"[、，]|(?<=项目)和|(?<=经费)和", bracket[1])
    if not names:
        rest = text[: bracket.start()] if bracket else text
        reports = list(_REPORT.finditer(rest))
        if not reports:
            return
        rest = rest[: reports[-1].start()]
        if title.department:
            short = title.department.removeprefix(title.district)
            place = rest.find(short) if short else -1
            if place >= 0:
                rest = rest[place + len(short) :]
        rest = _YEARS.sub("", rest)
        rest = re.sub(r"^(?:本级|机关)?(?:关于|开展|对|的|本级)*", "", rest)
        rest = (
            re.sub(r"(?<!\d)20\d\d年?度?(?:的)?(?=$|[的项绩部])|^(?:20\d\d年度?(?:的)?)", "", rest)
            if not re.search(r"^20\d\d年度?(?=[^的部项绩预整])", rest)
            else re.sub(r"^20\d\d年度?", "", rest)
        )
        rest = re.sub(r"(?:(?<=项目)支出|(?<=资金)使用|(?<=经费)使用)?(?:的)?(?:支出)?(?:绩效)?(?:情况)?$", "", rest)
        rest = rest.strip("《》、，-的:")
        if title.district and rest.startswith(title.district):
            rest = re.sub(r"^20\d\d年?度?", "", rest.removeprefix(title.district))
        bare = _GENERIC.sub("", rest)
        if len(bare) >= 2 and len(rest) >= 4 and not re.fullmatch(r"(?:全)?(?:市|区|县|省|州)?(?:级|直)?", bare):
            names = [rest]
    title.projects = [
        n.strip("《》等") for n in names if len(_GENERIC.sub("", n)) >= 2 and not re.search("[xX×]{2}", n)
    ]


def is_whole(title: Title) -> bool:
    """Whether the title speaks of the whole department."""
    return title.scope == DEPARTMENT

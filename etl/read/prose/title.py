"""What the title (and the opening, the signature) says: years, department, district, scope, projects.

Belongs here: one project, several, a whole department, several years. Does not belong here: cutting projects' names out
of a title (``title_names``), years (``title_years``), the body's lists.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from etl.read import places
from etl.read.prose import offices, title_names, title_years
from etl.read.prose.model import Document

PROJECT, DEPARTMENT = "project", "department"
_YEAR = re.compile(r"(?<!\d)(20\d\d)年?(?:度)?")
_OFFICE = r"(?:(?:人大|政府|政协|党政|[县区市州省]委)办(?!公|事)|街道办事处|街道办|残联|文联|工商联|侨联|社科联|科协|妇联|团委|纪委监委|纪委|政法委|(?:组织|宣传|统战|武装|社会工作)部|局|委员会|委|办公室|办事处|厅|处(?![理置罚方分级于])|中心|院|校|站|所|队|馆|会|社|部|人民政府|政府|街道|镇|乡|管委会|联合会|学校|公司|医院|大学|学院|图书馆|中学|小学|幼儿园|工会|妇联|团委|法院|检察院|党校|总站|支队|大队)"
_SHORTEST_OFFICE, _LONGEST_OFFICE = 3, 26
_SIGNED = re.compile(r"^[\u4e00-\u9fff()]{4,30}$")


#: Several departments in one report: none of them owns the rest.
_MANY = re.compile(r"(?:区|县|市|州|省)(?:直|级|本级)?(?:各)?(?:部门|单位)|各部门|汇总|街镇|乡镇|各(?:乡镇|街道|县|区)")


@dataclass
class Title:
    """What is known of the document as a whole. ``years`` has one year, or the years a title spans."""

    text: str = ""
    #: The title's lines one by one.
    parts: list[str] = field(default_factory=list)
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
    title.years = title_years.of(text, document, title.lines)
    if re.search(r"部门整体|整体(?:支出)?绩效|单位整体|整体支出|部门预算(?:支出|执行|绩效|自评)", text):
        title.scope = DEPARTMENT
    elif re.search(r"项目|专项", text):
        title.scope = PROJECT
    _department(title, document)
    bare = title_years.PERIOD.sub("", title.text)
    body = "。".join(line.norm.text for line in document.lines[title.lines :])
    names = title_names.in_brackets(bare, body)
    if len(names) == 1 and places.is_department(names[0]):
        title.department = title.department or names[0]
        title.district = title.district or places.district(names[0])
    if title.scope == DEPARTMENT or all(places.is_department(name) for name in names):
        names = []
    title.projects = title_names.whole(names or title_names.before_report(bare, title.department, title.district))
    _place(title)
    if not title.department and len(title.projects) == 1:
        named = offices.carrying_out(body)
        title.department = places.within(title.district, named) if named else ""
    fields = _fields(document)
    units = set(_UNIT.findall("".join(line.norm.text for line in document.lines)))
    title.unit = units.pop() if len(units) == 1 else ""
    if not _in_title(text) and (office := fields.get("unit")):
        title.department = office
        title.district = places.district(office) or title.district
    several = sum(bool(_NAME_FIELD.match(line.norm.text)) for line in document.lines)
    if several < _SEVERAL and (name := fields.get("project")) and not re.search(r"[xX×_]{2}", name):
        title.projects = [name]
    title.has_many_departments = bool(_MANY.search(text.replace(title.department, ""))) and (
        not _in_title(text) or is_treasury(title)
    )
    if title.has_many_departments:
        title.projects = []
    return title


def _place(title: Title) -> None:
    """A title without a department begins with its district, which is no part of its project's name."""
    if title.department or title.district:
        return
    place = title.district = places.district(re.sub(r"^(?:关于)?(?:20\d\d年度?)?", "", title.text))
    if place:
        bare = [re.sub(rf"^{place}(?:20\d\d年度?)?(?=.{{2}})", "", name) for name in title.projects]
        title.projects = title_names.whole(bare)


#: Who reports on the others.
_TREASURY = re.compile(r"财政(?:局|厅|所|分局)$")
_NAME_FIELD = re.compile(
    r"(?:\(?[一二三四五六七八九十\d]{1,2}[、.)]+)?(?:子)?(?:项目|专项)(?:[一二三四五六七八九十\d]{1,2})?(?:名称|全称):"
)
#: So many project names in fields are a list.
_SEVERAL = 2
_UNIT = re.compile(r"单位(?:均|皆|一律)?(?:为|是|:)+(?:人民币)?(万元|元|亿元|千元)")
_FIELD = re.compile(
    r"(?:^|[，。;])(?:[一二三四五六七八九十\d]{1,2}[、.])?(?P<label>项目名称|项目全称|(?:项目)?(?:实施|填报|编报|申报|承担|责任|使用|编制|报告|自评|评价|牵头|承办|执行|建设)单位|项目单位|单位名称|部门名称|填报部门|实施主体|(?:项目)?主管(?:部门|单位)|预算部门)(?:\([^()]*\))?:(?P<value>[^，。;:]{3,40}?)(?=$|[，。;]|(?:项目|主管|实施|填报|联系|填表|评价|预算)[^，。;:]{0,6}:)"
)


def _fields(document: Document) -> dict[str, str]:
    """项目名称：…, 实施单位：… of the first lines."""
    found: dict[str, str] = {}
    for line in document.lines[:15]:
        for m in _FIELD.finditer(line.norm.text):
            if m["label"] in ("项目名称", "项目全称"):
                found.setdefault("project", m["value"])
            elif places.is_department(m["value"]):
                kind = "parent" if "主管" in m["label"] or m["label"] == "预算部门" else "unit"
                found.setdefault(kind, m["value"])
    if "unit" not in found and "parent" in found:
        found["unit"] = found["parent"]
    return found


def _title_lines(document: Document) -> Title:
    """The lines before the first that is a sentence, a section or an address."""
    title = Title()
    taken: list[str] = []
    for k, line in enumerate(document.lines[:8]):
        text = line.norm.text.lstrip("◆●■★▲")
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
        is_named = bool(re.search(r"绩效|自评|评价", "".join(taken)))
        if taken and (re.match(r"^-.*-$", text) or (is_named and re.match(r"^(?:\[[^\]]*\]$|项目名称:)", text))):
            # ——甲——, [项目一] are headings.
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
    taken = _of_report(taken)
    title.text, title.parts = "".join(taken), taken
    return title


_MAST = re.compile(
    r"简报|专报|第\d{1,4}期|期\)$|^\[|\[20\d\d\]\d+号$|^20\d\d年\d{1,2}月\d{1,2}日|股20\d\d年|目录|要目|^[◆●■]|文件$|^签发|^编号|^密级|内部"
)
_REPORTED = re.compile(r"(?:自评|绩效|评价)[^，。]{0,16}(?:报告|总结|说明|材料|情况|汇报|结果|综述|小结|函|通报|自评)")
_LONGEST_TITLE = 90


def _of_report(taken: list[str]) -> list[str]:
    """Title lines without the mast of a circular; of a jumble the first line that names a report."""
    kept = [t for t in taken if not _MAST.search(t)] or taken
    if len("".join(kept)) > _LONGEST_TITLE or len(kept) < len(taken):
        named = [t for t in (kept if len(kept) < len(taken) else taken) if _REPORTED.search(t)]
        if named and len("".join(kept)) > _LONGEST_TITLE:
            return named[:1]
    return kept


def _department(title: Title, document: Document) -> None:
    title.department = _alone(title.parts) or _in_title(title.text)
    signed = ""
    for line in document.lines[-6:]:
        text = line.norm.text
        if date := re.search(r"(20\d\d)年(\d{1,2})月(\d{1,2})日$", text):
            title.published_on = f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}"
        if _SIGNED.match(text) and places.is_department(text):
            signed = text
    body = [line.norm.text for line in document.lines[: min(len(document.lines), 400)]]
    if signed and (not title.department or signed.endswith(title.department)):
        title.department = signed
    if not title.department:
        title.department = _in_body(body)
    if title.department.endswith("街道") and any(f"{title.department}办事处" in text for text in body):
        title.department += "办事处"
    title.department = re.sub(r"^(?:关于|根据|按照|报送|上报|对|开展)+", "", title.department)
    title.district = places.district(title.department)
    bare = re.match(r"^(?:本|我)?([省市区县州])(?=[\u4e00-\u9fff]{2,})", title.department)
    if not title.district and title.department:
        found = _district_in(body, bare[1] if bare else "")
        if found and title.department.startswith(found):
            title.district = found
        elif town := _TOWN.match(title.department):
            is_above = bool(found) and any(found + town[0] in text for text in body)
            title.district = found if is_above else town[0]
            title.department = found + title.department if is_above else title.department
        elif found:
            title.district = found
            rest = title.department[1:] if bare and title.department[0] == bare[1] else title.department
            title.department = rest if found in rest else found + rest


def _alone(parts: list[str]) -> str:
    """The department that a title's first line is, and nothing else."""
    first = re.sub(r"^(?:20\d\d年度?)|(?:文件)$", "", parts[0]) if len(parts) > 1 else ""
    return first if places.is_department(first) and bool(places.district(first)) else ""


#: 馆, 站, 队 end many a project's name as well: the first full office after the district is taken.
_FULL_OFFICE = re.compile(
    r"(?:局|委员会|厅|中心|人民政府|办事处|管委会|街道办|联合会|委|中学|小学|学校|医院|卫生院|法院|检察院|大学|学院|幼儿园"
    r"|图书馆|档案馆|博物馆|文化馆|美术馆|体育馆|科技馆|纪念馆|残联|妇联|文联|工商联|科协|管理处|分局|大队|支队)$"
)
_TOWN = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:镇|乡|街道)(?=[\u4e00-\u9fff])")


#: What no office's name holds: 承办第九届老年人运动会 ends like one.
_NO_OFFICE = re.compile(
    r"[，。:\d]|项目|绩效|自评|评价|专项|资金|承办|举办|主办|筹办|筹备|召开|参加|申办|迎接|第[一二三四五六七八九十百]+[届次期]"
)


def _in_title(text: str) -> str:
    bare = re.sub(r"\([^()]*\)$", "", text)
    # 青禾区2023年水务局
    bare = re.sub(
        rf"(?<=[省市区县州镇])20\d\d年度?(?=[\u4e00-\u9fff]{{1,10}}?{_OFFICE}(?:关于|项目|部门|专项|整体|预算|绩效))",
        "",
        bare,
    )
    head = re.sub(r"^(?:关于|对|报送|上报|印发|开展)+", "", bare)
    head = re.sub(r"^(?:20\d\d(?:年度?)?(?:[-至](?:20\d\d)年?度?)?(?:的)?)", "", head)
    best = ""
    for found in re.finditer(_OFFICE, head):
        candidate = head[: found.end()]
        follow = head[found.end() :]
        if len(candidate) > _LONGEST_OFFICE or _NO_OFFICE.search(candidate):
            break
        if len(candidate) < _SHORTEST_OFFICE:
            continue
        if re.match(
            r"(?:关于|20\d\d|部门|单位|本级|项目|整体|预算|局务|党组|党委|办公会|的|\(|绩效|对|组织(?!部|史)|$|机关)",
            follow,
        ):
            return candidate
        is_placed = bool(places.district(candidate)) or bool(_TOWN.match(candidate))
        is_office = places.is_department(candidate) and bool(_FULL_OFFICE.search(candidate))
        if is_placed and is_office and not best and not re.match(r"(?:部|室|办|处|局|委|会)", follow):
            best = candidate
    return best


def _in_body(lines: list[str]) -> str:
    named = re.search(r"(?:我|本)(?:局|委|厅|院|校|单位|中心|馆|站|办|会)\(([\u4e00-\u9fff]{4,24})\)", "。".join(lines))
    if named and places.is_department(named[1]) and places.district(named[1]):
        # 现将我局(松口县民政局)…自评如下
        return named[1]
    counts: Counter[str] = Counter()
    order: dict[str, int] = {}
    pattern = re.compile(
        rf"([\u4e00-\u9fff]{{2,9}}?(?:省|市|区|县|州|旗|镇|乡)[\u4e00-\u9fff]{{1,14}}?(?:应急局|{_OFFICE}))(?=[\d20(（，。“\"的、:年部机项绩整共于按对为认积严高组负牵承是在已将结围始现具]|$)"
    )
    for k, text in enumerate(lines):
        for found in pattern.finditer(text):
            name = re.sub(
                r"^.*(?:根据|按照|由|向|接到|成立|(?<!数)据|和|与|及|各|经|对|为|是|在|《|将|(?<=.)个(?![体人]))",
                "",
                found[1],
            )
            if (
                re.search(r"财政|人大|审计局$|人民政府$", name)
                or not places.district(name)
                or not places.is_department(name)
                or _NO_OFFICE.search(name)
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
            name = places.local(re.sub(r"^(?:根据|按照|关于|成立|在|对|由|向|为|和|与)", "", name))
            is_of_all = re.search(r"[全本各该于]", name[:-1])
            if places.district(name) == name and not is_of_all and (not level or name.endswith(level)):
                counts[name] += 1
    return counts.most_common(1)[0][0] if counts else ""


def is_treasury(title: Title) -> bool:
    """Whether the reporting office is one that reports on others."""
    return bool(_TREASURY.search(title.department))


def is_whole(title: Title) -> bool:
    """Whether the title speaks of the whole department."""
    return title.scope == DEPARTMENT

"""Names of departments and districts as they are printed: codes off, the district out of a department's name.

Belongs here: what a name itself says, with the words of ``places.toml``. Does not belong here: identity (which
department it is), administrative codes.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_NUMBER = re.compile(
    r"^(?:(?:\d{1,3}\s*[.．、]|[（(][一二三四五六七八九十]{1,3}[）)]\s*[.．、]?|[一二三四五六七八九十]{1,3}、)"
    r"\s*(?=[^\s\d一二三四五六七八九十期])|[（(]\d{1,3}[）)]\s*[.．、]?\s*(?=[^\s期]))"
)
#: The number of a line, or the beginning of a name (1.5米绿化带): only the lines around it tell.
_PERHAPS_NUMBER = re.compile(r"^(\d{1,3})\s*[.．、]\s*(?=[^\s])")
_CODE = re.compile(r"^(?:[\[【(（]?\d{3,}[\]】)）]?\s*[-—_－:：]?\s*)+")
#: What ends a place. The single words end none before those that ``places.toml`` lists (市场, 区域, 县级).
_ENDS = "自治区|自治州|自治县|自治旗|开发区|新区|林区|特区|地区"
_NO_PLACE = re.compile(
    r"^(?:城|老|灾|[市区县]城|社|小|片|园|校|景|库|辖|矿|灌|本|全|各|我|该|地|牧|山|联|市|区|县|省|老城|新城|主城|自治|[各全本][市县]|市县|城市|重点|试点|示范|工业园)$"
    r"|局|委员会|办公室|管理|服务|项目|资金|经费|工作|中心|街道|绩效|年度|建设|系统|小区|社区|.{2}城$|办全$"
)
#: Below a county there is no district, only offices with such a word in their name; 雄安新区容城县 has one.
_COUNTY = re.compile(r"(?:县|旗|(?<!自治)(?<!地)(?<!新)(?<!特)(?<!开发)(?<!示范)区)$")
_DEPARTMENT = re.compile(
    r"(?:局|委员会|委|办公室|办|厅|处|中心|院|校|站|所|队|大队|支队|馆|会|社|部|政府|街道|镇|乡|管委会|联合会|学校|小学|中学|高中|大学|学院|幼儿园|公司|医院|[残妇文侨]联|工商联|社科联|科协)$"
)
_SPAN = r"20\d{2}(?:年?度?[-—－~～至到]{1,2}20\d{2})?年"
#: Behind whose name a kind of money may stand; 镇, 校, 站 end too many other words (城镇, 学校建设).
_BUREAU = re.compile(
    r"局|委员会|[健改农教信财法]委|管委会|办公室|办事处|政府|联合会|厅|中心|[残妇文侨科]联|[团区县市]委"
)
#: Between the office that sends a table and the one that gets it.
_SENT = re.compile("(?:上报|报送|呈报|报)(?=.{3})")
_BESIDE = re.compile(r"(?:表|台账|清单)(?:[-—–－]+|[(])([\u4e00-\u9fff]{3,25})[)]?$")
_BEFORE_DEPARTMENT = re.compile(
    rf"^(?:[一二三四五六七八九十]{{1,3}}、)?(?:附[表件]?[\d一二三四五六七八九十—-]*[:：、.]?)?(?:(?:20)?\d{{2,4}}年|{_SPAN}|近[一二两三四五六几\d]年)?度?来?"
)
_AFTER_DEPARTMENT = re.compile(
    rf"(?:部门)?(?:\(?{_SPAN}|[（(]20\d{{2}}|近[一二两三四五六几\d]年|历年|项目|预算项目|绩效自评|整体支出)"
)


class _Words(NamedTuple):
    """The data file, compiled."""

    body: re.Pattern[str]
    country: re.Pattern[str]
    #: One step down: 南昌市, 西湖区; 广州市 ends with 市.
    step: re.Pattern[str]
    #: What begins so is an office's own name: 团区委, 开发区管委会.
    office: re.Pattern[str]
    #: What stands between an office and the end of a title: 衔接资金项目表.
    kinds: re.Pattern[str]
    #: What ends so is an area of a kind and no district: 棚户区.
    area: re.Pattern[str]


@cache
def _words() -> _Words:
    found: dict[str, Any] = tomllib.loads((Path(__file__).parent / "places.toml").read_text(encoding="utf-8"))
    named = ("body", "country", "office", "kinds", "table", "area")
    body, country, office, kinds, table, area = ("|".join(found[name]["patterns"]) for name in named)
    ends = "|".join(f"{end}(?!{'|'.join(inside['patterns'])})" for end, inside in found["inside"].items())
    step = re.compile(rf"([\u4e00-\u9fff]{{1,8}}?)(?:{_ENDS}|{ends})")
    of_title = re.compile(rf"(?:{kinds}|{table}|{_SPAN}度?)*(?:{table})(?:[（(].*)?")
    area_only = re.compile(f"(?:{area})$")
    return _Words(
        re.compile(f"^(?:{body})"), re.compile(f"^(?:{country})"), step, re.compile(office), of_title, area_only
    )


def name(text: str) -> str:
    """A unit's name without budget codes and seal marks.

    >>> name("307-贵溪塘区溪塘镇人民政府"), name("[301001]财政局（盖章）")
    ('贵溪塘区溪塘镇人民政府', '财政局')
    >>> name("农业农村局（123001）"), name("沂水县交通运输局 ［078］")
    ('农业农村局', '沂水县交通运输局')
    """
    bare = re.sub(r"\s*[(（\[【［]\d{3,}[\]】)）］]$", "", _CODE.sub("", text.strip()))
    return re.sub(r"[(（]\s*(?:盖\s*章|公\s*章|签\s*章|印\s*章)\s*[)）]", "", bare).strip(" ：:")


def unnumbered(text: str, before: str = "", behind: str = "") -> str:
    """A project's name without the number of its line in a list.

    >>> unnumbered("1.水库移民"), unnumbered("（2）河长制"), unnumbered("12、河道 保洁"), unnumbered("（二）种业")
    ('水库移民', '河长制', '河道 保洁', '种业')
    >>> unnumbered("1.5米绿化带"), unnumbered("3、4号楼改造"), unnumbered("一、二期工程"), unnumbered("110千伏线路")
    ('1.5米绿化带', '3、4号楼改造', '一、二期工程', '110千伏线路')
    >>> unnumbered("（6）110联动"), unnumbered("4.120急救"), unnumbered("4.120急救", before="3.校园", behind="5.幼儿园")
    ('110联动', '4.120急救', '120急救')

    ``before`` and ``behind``: the names on the lines around it, which tell a number from a name that begins with one.
    """
    bare = _NUMBER.sub("", text, count=1)
    own = _PERHAPS_NUMBER.match(bare) if bare == text else None
    if own is None:
        return bare
    steps = ((before, int(own[1]) - 1), (behind, int(own[1]) + 1))
    beside = [name for name, number in steps if (found := _PERHAPS_NUMBER.match(name)) and int(found[1]) == number]
    is_sure = any(_NUMBER.match(name) for name in beside) or len(beside) == len(steps)
    return text[own.end() :] if is_sure else text


def district(text: str) -> str:
    """The lowest district a name begins with, or nothing.

    >>> district("南昌市西湖区应急管理局"), district("黄塘市住房和城乡建设局"), district("市场监督管理局")
    ('西湖区', '黄塘市', '')
    >>> district("义乌市民政局"), district("中国共产党东源县委员会组织部"), district("中国移动东源县分公司")
    ('义乌市', '东源县', '')
    >>> district("石湾区团区委"), district("南昌市团市委"), district("青溪县林区派出所")
    ('石湾区', '南昌市', '青溪县')
    """
    words, rest, found = _words(), local(text), ""
    while (step := words.step.match(rest)) and not _NO_PLACE.search(step[1]) and not words.country.match(step[1]):
        if words.office.match(rest):
            break
        found, rest = step[0], rest[step.end() :]
        if _COUNTY.search(found):
            break
    return found


def is_county(text: str) -> bool:
    """Whether a text alone is the name of a county, a city district or a small city, and no other kind of area.

    >>> is_county("平坝区"), is_county("普定县"), is_county("安顺市"), is_county("棚户区"), is_county("平坝区教育局")
    (True, True, False, False, False)
    """
    return _COUNTY.search(text) is not None and _words().area.search(text) is None and district(text) == text


def local(text: str) -> str:
    """A unit's name without a body of the whole country before its place: that is no part of the place.

    >>> local("中国共产党东源县纪律检查委员会"), local("国家税务总局东源县税务局"), local("共青城市民政局")
    ('东源县纪律检查委员会', '东源县税务局', '共青城市民政局')
    """
    return _words().body.sub("", name(text), count=1)


def within(place: str, office: str) -> str:
    """An office's name with its district before it, once: the 区 of 区卫健局 is that of 青云谱区, and what the office
    repeats of the place (西湖区 of 南昌市西湖区) is said once.

    >>> within("青云谱区", "区卫健局"), within("南昌市", "市场监督管理局"), within("西湖区", "西湖区民政局")
    ('青云谱区卫健局', '南昌市市场监督管理局', '西湖区民政局')
    >>> within("江西省南昌市西湖区", "西湖区民政局"), within("江西省南昌市西湖区", "南昌市西湖区民政局")
    ('江西省南昌市西湖区民政局', '江西省南昌市西湖区民政局')
    """
    if not place or place in office:
        return office
    repeated = next((end for end in _ends(place) if office.startswith(end)), "")
    if repeated:
        return place.removesuffix(repeated) + office
    is_short = office[:1] == place[-1] and re.match(r"市(?!场|政|容|民|监)|区(?!划|域|块|间)|县(?!域)", office)
    return place + (office[1:] if is_short else office)


def _ends(place: str) -> list[str]:
    """What a place ends with, step by step, the longest first: 南昌市西湖区 and 西湖区 of 江西省南昌市西湖区."""
    found, at = [], 0
    while (step := _words().step.match(place, at)) is not None:
        at = step.end()
        found.append(place[at:])
    return [end for end in found if end]


def is_department(text: str) -> bool:
    """True where a text reads like the name of a bureau, office or town government."""
    bare = name(text)
    return 3 <= len(bare) <= 30 and bool(_DEPARTMENT.search(bare)) and not re.search(r"[，。；！\d]", bare)


def department_in(title: str) -> str:
    """The department a title begins with: ``白荡区教育局2023年度…表`` → 白荡区教育局; nothing where it names none.

    >>> department_in("白荡区教育局2023年度项目支出绩效自评汇总表"), department_in("白荡区2023年度项目绩效自评汇总表")
    ('白荡区教育局', '')
    >>> department_in("2023年度白荡区教育局项目绩效自评汇总表"), department_in("白荡区重点项目办公室项目情况表")
    ('白荡区教育局', '白荡区重点项目办公室')
    >>> department_in("白荡区教育局2021-2023年项目情况表"), department_in("2021—2023年度白荡区教育局项目情况表")
    ('白荡区教育局', '白荡区教育局')
    >>> department_in("白荡区教育局近三年项目预算执行情况表"), department_in("近三年白荡区教育局项目预算执行情况表")
    ('白荡区教育局', '白荡区教育局')
    >>> department_in("2023年白荡区农业农村局衔接资金项目表"), department_in("2023年白荡区农业农村局大楼维修项目表")
    ('白荡区农业农村局', '')
    >>> department_in("东山县财政局关于东山县水利局2023年度项目表"), department_in("关于东山县水利局2023年项目表")
    ('东山县水利局', '东山县水利局')
    >>> department_in("东山县水利局报送东山县财政局2023年项目表"), department_in("东山县教育局东山县第一中学项目表")
    ('东山县水利局', '东山县第一中学')
    >>> department_in("勐海县人民医院２０２３年度项目支出绩效自评结果汇总表")
    '勐海县人民医院'
    """
    bare = _BEFORE_DEPARTMENT.sub("", spelled(title))
    for found in _AFTER_DEPARTMENT.finditer(bare):
        # 项目 may be a part of the name (重点项目办公室): the first stretch that reads like an office counts.
        named = bare[: found.start()]
        if re.fullmatch(r"[\u4e00-\u9fff]{3,40}", named) and is_department(named):
            return _spoken_of(named)
    return _spoken_of(_before_kinds(bare))


def _spoken_of(named: str) -> str:
    """Of several offices in a title the one whose the table is: 财政局关于水利局, 水利局报送财政局."""
    about = named.rpartition("关于")[2]
    judge, _, judged = about.partition("对")
    if is_department(judge) and district(judged) and is_department(judged):
        about = judged
    own = _SENT.split(about)[0]
    for found in _BUREAU.finditer(own):
        inner = own[found.end() :]
        # 公安局西湖区分局 is one office; one whose place is said again is another.
        if district(inner) == district(own) != "" and is_department(inner):
            return inner
    return own if is_department(own) else about


def beside_title(text: str) -> str:
    """The office behind a title, or nothing: 项目支出情况表——东山县水利局, 项目支出情况表（东山县水利局）.

    >>> beside_title("2023年度项目支出情况表——东山县水利局"), beside_title("项目支出情况表（东山县水利局）")
    ('东山县水利局', '东山县水利局')
    >>> beside_title("东山县水利局项目支出情况表（单位：万元）")
    ''
    """
    found = _BESIDE.search(spelled(text))
    return found[1] if found is not None and is_department(found[1]) else ""


def _before_kinds(title: str) -> str:
    """The bureau behind whose name a title only says of which money it is and that it is a table."""
    for found in _BUREAU.finditer(title):
        named = title[: found.end()]
        if re.fullmatch(r"[\u4e00-\u9fff]{3,25}", named) and _words().kinds.fullmatch(title, found.end()):
            return named
    return ""


def spelled(name: str) -> str:
    """A name without what only typing changes: full width and blanks.

    >>> spelled("甲（A） 项目") == spelled("甲(A)项目")
    True
    """
    return "".join(unicodedata.normalize("NFKC", name).split())

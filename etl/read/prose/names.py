"""Names of projects: what may be one, and when two are one.

Belongs here: shape of a name, likeness of two. Does not belong here: where names are found (``register``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from etl.read.prose import labels, owners

LONGEST = 48
_SHORTEST, _SHORTEST_ITEM = 3, 2
#: Behind 其他, 部分: the rest of them, of no name.
_NO_REST = re.compile(r"(?:的|项目|专项|资金|经费|支出|工作|预算|部门|单位|科室|事项)+")
#: What an item or a clause may be called without being a project: aspects and indicators, which with figures of their
#: own may be projects after all, and whole words, beginnings, ends, which never are.
_ASPECT = re.compile(
    r"^(?:数量|质量|时效|成本|产出|效益|满意度|经济|社会|生态|可持续|生态环境|环境|民生|改革创新|队伍建设|项目建设|党的建设|党建|财务管理|内部管理|制度建设|宣传教育|档案管理|资产管理|业务管理|综合管理)$"
)
_NO_WHOLE = re.compile(
    r"^(?:合计|总计|小计|附件|附|注|备注|单位|部门|项目|资金|经费|专项|预算|支出|执行|实际|结余|问|答|说明|摘要|总则|附则|概述|前言|综述|背景|成效|做法|结果|得分|评分|打分|人员经费|公用经费|基本支出|项目支出|项目经费|专项经费|专项资金|项目资金|财政资金|财政拨款|配套资金|补助资金|全部资金|工程款|服务费|(?:年终|年末|年底|财务)[结决]算|(?:部门|单位|局|院|校|中心|委|厅|乡?镇|街道)?整体(?:支出)?|第[一二三四五六七八九十]年|(?:全|各)?(?:局|街道|镇|乡|校|院|县|区|市|部门|单位|学校|医院|中心|本级)(?:的)?(?:项目|专项)(?:支出|资金|预算|经费)?|(?:人员|公用|日常公用|机构运转).{0,2}经费|20\d\d年?度?(?:财政|单位|部门|预算)?(?:项目|专项|资金|预算|支出|经费|执行)*)$"
)
#: Beginnings of what a section tells of a project, and of sentences: never a name.
_ASPECT_START = re.compile(
    r"^(?:关于|获(?!奖|得)|第[一二三四五](?:笔|期款)|\"?十[一二三四]五|(?:[一二三四五六七八九十]|\d{1,2})(?:个|项)(?:项目|专项)|除(?!险|草|尘|雪|冰|虫|锈|四害)|余[两二三四五六七八九十]|预算(?:执行|编制|安排|管理|批复|下达|调整|支出|资金|数)|资金(?:投入|到位|执行|管理|使用|安排|来源|计划|拨付|下达|总体|支付|分配|情况|结余)|项目(?:管理|实施|组织|立项|决策|产出|支出|绩效|概况|基本|预算|资金|执行|名称|单位|申报|完成|共|总|[一二三四五六七八九十]|[A-Z\d]|绩)|前期准备|组织实施|撰写|其中|综上|此外|同时|首先|其次|根据|按照|为了|为(?:什么|何|进一步|切实|深入|贯彻|落实|全面|做好|摸清|便于|使)|通过|由于|因(?!公|子|病|材|地)|截至|截止|主要|具体|如下|分别|今年|去年|全年|上年|当年|本年|我[局会中单院校厅委市县区省馆镇乡街站所队]|本[局会中单院校厅委市县区省馆镇级部]|全[局会系]|该|此|本项目|上述|以上|如有|有的|有关|未|尚未|没有|仍有|还有|另有|无法|偏差|改进|下一步|评价|自评|绩效|得分|等级|联系|经费(?:管理|使用|来源)|存在|执行率|年初|年中|年末|年底|支出|结余|全年预算|实施内容|部分|个别|大部分|多数|少数(?!民族)|几个|其余|其他|剩余|两[个项类]|三[个项年]|各[年项个类]|所有|对照|参照|比照|如何|怎么|怎样|为何|哪|谁|是否|什么|填报|填写|请|若|如果|虽然|但|第[一二三四五六七八九十\d]+(?:条|章|季度|批次|部分|页|名)|一方面|另一方面|整体(?=支出|来看|执行)|综合(?=自评|得分|评价|评分|来看|各)|随着|预计|人均|户均|亩均|问题|合计|实际|累计)"
)
#: Beginnings that a project's name rarely has: a list whose items all have figures may.
_LOOSE_START = re.compile(
    r"^(?:全力|全面|做好|做实|做优|做强|抓好|狠抓|抓实|夯实|聚焦|深化|坚持|突出|统筹|优化|创新(?!创业)|推进|推动|加快|着力|切实|扎实|积极|大力|牢牢|紧盯|落实|筑牢|打造|持续|提升|完善|规范|细化|注重|充分|有效|认真|经(?!济|费|营|开|典|络|编|普)|从(?!业)|按(?!摩|劳)|完成|负责|执法检查|开展|组织(?!部|史)|印发|发放|新建|加强|强化|提高|进一步|建立|健全|严格|继续|加大|均|全部|随机|不(?!动产)|需(?!求)|应(?!急|届)|可(?!再|移|燃|视)|要(?!素)|已|也|又|就(?!业|医)|才|只|仅|而|且|或|与|到(?!位|期)|一般|总体(?!规划)|总的|围绕|针对|按期|及时|超额|减少|增加|压减|调减|追加|共(?!青|建|享|同)|达|计划(?!生育)|目标|指标|每|财政)"
)
_ASPECT_END = re.compile(
    r"(?:情况|(?<!垃圾分)类|期间|全[省市县区州]|的(?:部门|单位|项目|县区|乡镇)|目标|分析|指标|措施|问题|原因|效益|结论|建议|结果|概况|程序|方法|原则|依据|过程|步骤|说明|经验|做法|成效|进度|进展|影响|得分|评分|方面|内容|总体|全年|依次|分别|背景|由来|范围|目的|规定|打算|批复|下达|到位|复核|考核组|评审组|专家组|评价组|比例|占比|成果|亮点|特点|任务|职责|领导|通知|意见|文件|总额|总数|数额|金额|余额|年度|期间|时候|以上|以下|以内|左右|之间|不足|低于|高于|超过|少于|多于|偏低|较低|较高|是|为|有|在|的|了|着|过|由|被|把|和|与|及|等|如下|安排|执行|支付|核算|公开|支出|使用|汇报|指出|强调|提出|介绍|(?<!积)分|(?<!公)(?:共计?|合计|累计|总共|一共)(?:实施|安排|开展|承担|申报|设立|组织|管理)+)$"
)
_LOOSE_END = re.compile(
    r"(?:要求|标准|率|满意度|程度|对象|制度|核查|抽查|机构|人员|群众|企业|单位|部门|政府|财政|党委|报告|办法|方案|合同|协议|时间)$"
)
#: What no name of a project has inside: verbs in the past, comparisons, adverbs of amount.
_SENTENCE = re.compile(
    r"[了着]|已(?!婚)|未(?!成年)|均(?!衡)|达到|同比|超过|共计|其中|不足|没有|不少|较(?=上|去|前|年|大|多)|[这那]|他们|我们|我[局市县区校院中单]|本[局校院单部]|"
    r"[偏较过][低高慢快少多大小]|(?:加强|提高|发现|涉及|完成|反映|显示|说明|认为|要求)"
)
_BLANK = re.compile(
    r"[xX×]{2,}|_{2,}|某某|^某|(?:预算|支出|安排|下达|执行|到位)(?:数|额)?(?!20\d\d)\d|某(?:单位|校|局|县|市|镇|项目|部门|区|乡|街道|中心|院)"
)
_QUOTED = re.compile(r'"[^"]{2,40}"')
_MEASURED = re.compile(
    r"\d+(?:余|多)?(?:个|项|件|户|人|次|台|套|辆|家|场|名|亩|公里|处|座|条|份|批|期|所|支|只|张|吨|米|人次|元|类|块|本|幅|天|年|月|日|号|分)$|^[(\[]|[(][^)]*$|^[^(]*[)]"
)
_CERTAIN = re.compile(
    r"(?:经费|资金|项目|专项|补助|补贴|工程|建设|改造|维护|维保|运维|采购|购置|购买|服务|奖补|奖励|救助|救助金|慰问|慰问金|费|费用|款|系统|平台|活动|试点|培训|演练|保险|配套|示范点|示范|普查|调查|规划|编制|治理|整治|保障|升级|更新|监测|检测|抽检|管护|养护|防控|防治|宣传|修缮|加固|扩容|租赁|租用|运行|运营|运转|补偿|免疫|大赛|展览|节|讲堂|行动|计划|增补|修复|监管|救灾|应急|消杀|改革|创建|提升|建档|数字化|信息化|装修|绿化|亮化|统防统治|医疗补助)(?:\([^()]*\))?$"
)
_EDGE = re.compile(r"^[\s:：，。;；、.●•■◆▪★*-]+|[\s:：，。;；、]+$")
_WEAK_END = re.compile(
    r"(?:提升|提高|不快|不高|较低|偏低|完善|不足|加强|细化|不够|滞后|缓慢|不到位|不强|不准|不严|不规范|较慢|偏慢|不清|不全|薄弱|单一|欠缺|缺乏|不明确|不精准|不科学|不合理|较差|较少|偏少|待加强|完成|达标|优秀|良好|降低|减少|增加|增强|改善|下降|及时|正常|平稳|稳定|升级换代)$"
)


#: 缺口补助(以下简称"补助"): what the report calls it further on.
_CALLED = re.compile(r"\((?:以下|下文|下)?(?:统|简)?称[^()]*\)")
_DIGITS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


def number(text: str) -> int:
    """A small count in digits or one Chinese numeral; 0 where it is neither."""
    return int(text) if text.isdecimal() else _DIGITS.get(text, 0)


def clean(name: str) -> str:
    """A printed name without quotes and connectives around it."""
    bare = _unquoted(_CALLED.sub("", name))
    bare = re.sub(
        r"^(?:先说|再说|再看|(?:首先|其次|再次|接着|接下来|然后|随后|再者|另外|最后|末了|先|再|还有)(?:是|为|要说的是)|第[一二三四五六七八九十]{1,2}(?:个|项|件|笔|宗|，|:)(?:项目|事)?(?:是|为|，|:)?|还有个?|另一个是|另外一个是)(?=.{4,})",
        "",
        bare,
    )
    bare = re.sub(
        r"^(?:的|其[一二三四五六七八九十]曰|如|即|其中|包括|分别为|分别是|另外|此外|同时|还有|以及|对|将|用于|关于|一是|二是|三是|四是|五是|六是|以|和|及|与)[:，、]?(?=.{4,})",
        "",
        bare,
    )
    bare = re.sub(
        r"^(?:20\d\d年度?|上年度?|去年)?(?:结转|延续)(?:下来|过来|[至到](?:本年度?|今年))?的(?=.{3,})", "", bare
    )
    bare = re.sub(r"^[^，。;:\"]{2,14}(?:负责|承担|牵头|承办|组织实施|实施|管理|主管|使用)的(?=.{3,})", "", bare)
    bare = re.sub(r"^[^，。;:\"]{0,12}(?:分别|依次)[为是](?=.{2,})", "", bare)
    bare = re.sub(r"(?<=.{3})的?(?:项目)?(?:支出)?绩效(?:自评|评价)(?:工作)?(?:综述|概述|小结)$", "", bare)
    bare = re.sub(r"(?<=.{4})(?:的|等|方面|一项|(?:这一?个?|该)(?:项目|专项|工程))$", "", bare)
    return _unquoted(bare)


_DIGIT = re.compile(r"\d")
_PREDICATE = re.compile(
    r"(?<=.{3})(?:(?:项目)?由(?!来)[^，。;:]{2,16}?(?:负责|承担|实施|牵头|组织|承办|主管|管理)|(?:主要|专项|重点)?用于|主要(?:是|为|包括|内容)|(?<![体关])系(?!统|列)|"
    r"于(?:20\d\d年|\d{1,2}月)|为(?:新增|新设|续建|延续|跨年|一次性|经常性|常年)|是(?:为|指|由|用于|我|本|全|根据|20|一项|一个)|(?:(?<=项目)|(?<=专项)|(?<=经费)|(?<=资金)|(?<=补助)|(?<=补贴)|(?<=工程))(?:为|是|属)(?=[^，。;:]*(?:项目|专项|工程|经费|资金|任务|工作|事项)$)|旨在|涉及|(?:已)?[纳列]入|自20\d\d年|总投资|(?<![省市区县州直所附下专家])属于?|由(?:中央|省级?|市级?|区级?|县级?|州级?|上级|财政)(?:财政|补助|资金|安排)|分[两二三四五]个?|(?:包括|包含)|(?:的)?(?:预算|资金)?(?:执行率?|支付率?|支出|使用率?|进度)?(?:为何|为什么|怎么|如何|怎样|是多少)).*$"
)


def before_predicate(clause: str) -> str:
    """The noun a clause opens with, where a verb of presenting follows, or what was done is counted.

    >>> before_predicate("清淤工程由业务科负责实施"), before_predicate("网格员补贴项目核定网格员86名")
    ('清淤工程', '网格员补贴项目')
    >>> before_predicate("社工站建设覆盖12个街道"), before_predicate("10公里渠道改造")
    ('社工站建设', '10公里渠道改造')
    >>> before_predicate("2022年技能培训补贴项目"), before_predicate("社区工作经费为常规项目")
    ('2022年技能培训补贴项目', '社区工作经费')
    """
    presented = _PREDICATE.sub("", clause)
    return _before_count(presented) if _DIGIT.search(presented) else presented


def _before_count(clause: str) -> str:
    """The longest name that a clause which counts something opens with, else all of it."""
    by_noun, verb = labels.counting()
    found = by_noun.match(clause)
    ends = [k for k in range(_SHORTEST, len(clause)) if verb.match(clause, k) and is_certain(clause[:k])]
    longest = found[0] if found is not None else clause[: ends[-1]] if ends else ""
    return longest if longest and may_be(longest) else clause


def _unquoted(name: str) -> str:
    """Without marks at the edges; a quote goes where it is the outer pair or has no partner."""
    bare = _EDGE.sub("", name)
    while len(bare) > 2:
        if bare[0] in '"《' and (bare.count('"') == 1 or (bare[-1] in '"》' and not re.search(r'["》]', bare[1:-1]))):
            bare = bare[1:-1] if bare[-1] in '"》' else bare[1:]
        elif bare[-1] in '"》' and bare.count('"') == 1 and "《" not in bare:
            bare = bare[:-1]
        else:
            break
        bare = _EDGE.sub("", bare)
    return bare


def may_be(name: str, *, is_repeated: bool = False, is_proven: bool = False) -> bool:
    """Whether a text may be a project's name at all. One that a row of figures repeats may end in any way; one that is
    proven by its place (a list whose items each have their figures, a table's cell, quotes) may begin so as well."""
    bare = clean(name)
    if len(bare) < _SHORTEST or not _is_noun(bare) or _ASPECT.match(bare) or _ASPECT_START.match(bare):
        return False
    if is_proven:
        return not _MEASURED.search(bare)
    return not (
        _MEASURED.search(bare)
        or _LOOSE_START.match(bare)
        or _LOOSE_END.search(bare)
        or _SENTENCE.search(_QUOTED.sub("", bare))
        or (not is_repeated and _WEAK_END.search(bare))
    )


def may_be_item(name: str, rest: str) -> bool:
    """The same of an item with figures of its own in a list of such: a word of two characters may be one, an aspect,
    and what begins as a phrase on some of them; ``rest`` is the name behind such a beginning.

    >>> may_be_item("路灯", "路灯"), may_be_item("部分学校改造", "学校改造"), may_be_item("部分项目", "项目")
    (True, True, False)
    """
    bare = clean(name)
    is_phrase = rest == name and bool(_ASPECT_START.match(bare))
    is_said = len(clean(rest)) >= _SHORTEST_ITEM and not (rest != name and _NO_REST.fullmatch(rest))
    return _is_noun(bare) and is_said and not is_phrase and not _MEASURED.search(bare)


def is_short_noun(bare: str) -> bool:
    """Whether a text is of a name's length and has neither stops nor figures in it."""
    if len(bare) > LONGEST or len(re.findall(r"[\u4e00-\u9fff]", bare)) < _SHORTEST_ITEM:
        return False
    return not re.search(r"[，。;！？%]|(?<!\d)\d+(?:\.\d+)?(?:万|亿)?元|三公", bare)


def _is_noun(bare: str) -> bool:
    if not is_short_noun(bare):
        return False
    if labels.item("label").search(bare) or owners.is_of(owners.SECTOR, bare):
        return False
    return not (_NO_WHOLE.match(bare) or _ASPECT_END.search(bare) or _BLANK.search(bare))


def is_certain(name: str) -> bool:
    """Whether a name ends as projects' names do."""
    return bool(_CERTAIN.search(clean(name)))


@lru_cache(maxsize=20_000)
def core(name: str) -> str:
    """What two spellings of one name share: no year, quotes, brackets of kind, no 项目 behind.

    >>> core("2024年度政策性农房保险服务项目"), core('"森林防火专业队建设"项目')
    ('政策性农房保险', '森林防火专业队建设')
    """
    bare = re.sub(r"[\"《》、\-·.]", "", name)
    bare = re.sub(r"^20\d\d年?度?(?:的)?", "", bare)
    while True:
        short = re.sub(r"(?<=.{3})(?:项目|专项|资金|经费|工作|支出|费用|款|费|工程|补助|服务)$", "", bare)
        if short == bare or len(short) < 3:
            return bare
        bare = short


@lru_cache(maxsize=20_000)
def marks(name: str) -> tuple[str, ...]:
    """What keeps two like names apart: years, batches, levels of funds."""
    found = re.findall(
        r"20\d\d|\d+|第[一二三四五六七八九十]+[批期次届]|中央|省级|市级|县级|区级|[一二三四五六]期", name
    )
    return tuple(sorted(found))


def alike(one: str, other: str) -> float:
    """How surely two names are of one project: 1 where their cores are equal, 0 where something keeps them apart."""
    if one == other:
        return 1.0
    a, b = core(one), core(other)
    if a == b:
        return 0.97 if marks(one) == marks(other) else 0.6
    if marks(a) != marks(b):
        return 0.0
    short, long = sorted((a, b), key=len)
    if len(short) >= 4 and short in long:
        return 0.9 if len(short) >= 0.5 * len(long) else 0.8
    if min(len(one), len(other)) >= 4 and (
        one in other or other in one or _is_in_pieces(*sorted((one, other), key=len))
    ):
        return 0.8
    return _shared(short, long)


def _is_in_pieces(short: str, long: str) -> bool:
    """预警发布系统 of 预警信息发布系统运行: pieces of two characters or more in the same order."""
    place = start = 0
    while start < len(short):
        size = next((n for n in range(len(short) - start, 1, -1) if long.find(short[start : start + n], place) >= 0), 0)
        if not size:
            return False
        place = long.find(short[start : start + size], place) + size
        start += size
    return True


def _shared(short: str, long: str) -> float:
    """A short form leaves characters out and changes no order: 队伍建设 of 专业队伍建设."""
    if len(short) < 4:
        return 0.0
    place = skipped = 0
    for character in short:
        found = long.find(character, place)
        if found < 0:
            skipped += 1
            continue
        place = found + 1
    if (
        skipped > (0 if len(short) < 5 else 1)
        or len(short) < 0.45 * len(long)
        or short[0] not in long[:4]
        or short[-1] != long[-1]
    ):
        return 0.0
    return 0.85 if not skipped else 0.7

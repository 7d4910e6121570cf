"""Names of projects: what may be one, and when two are one.

Belongs here: shape of a name, likeness of two. Does not belong here: where names are found (``register``).
"""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 48
#: What an item or a clause may be called without being a project.
_NO_NAME = re.compile(
    r"(?:情况|目标|分析|指标|措施|问题|原因|效益|结论|建议|结果|概况|程序|方法|原则|依据|过程|步骤|要求|标准|说明|经验|做法|成效|进度|进展|执行率|完成率|支付率|满意度|覆盖率|程度|影响|得分|评分|方面|内容|总体|背景|由来|范围|目的|对象|规定|制度|建议|工作安排|打算|计划|批复|下达)$"
    r"|^(?:数量|质量|时效|成本|产出|效益|满意度|经济|社会|生态|可持续|预算执行|预算编制|资金(?:投入|到位|执行|管理|使用|安排|来源|计划|拨付|下达)|项目(?:管理|实施|组织|立项|资金|决策|产出|支出|绩效|概况|基本)|基本支出|前期准备|组织实施|撰写|附件|附|注|备注|单位|合计|总计|小计|其中|综上|此外|同时|一是|二是|三是|四是|首先|其次|根据|按照|为了?|通过|由于|因|截至|截止|经|在|对|从|按|主要|具体|如下|分别|今年|去年|全年|上年|当年|本年|我局|我单位|本单位|全局|该|本项目|此项目|该项目|上述|以上|未|有|无|如有|偏差|改进|下一步|评价|自评|绩效|得分|等级|联系|经费(?:管理|使用|来源)|财务管理|内部管理|制度|存在|执行(?:率|数|情况)|年初|预算|支出|实际|结余|执行|全年预算|项目名称|项目资金|实施内容|完成情况|资金情况|主要内容|负责|执法|检查|培训|开展|组织|印发|发放|新建|完成|加强|强化|提高|进一步|建立|健全|完善|严格|继续|加大|部分|个别|大部分|多数|少数|几个|有的|其余|其他|剩余|两者|三者|二者|均|各)(?:$|[^\u4e00-\u9fff]|(?<=其他|剩余|其余|个别|部分|如下|主要|具体|上述|以上|根据|按照|通过|由于|截至|截止).*)"
)
_CERTAIN = re.compile(
    r"(?:经费|资金|项目|专项|补助|补贴|工程|建设|改造|维护|维保|运维|采购|购置|购买|服务|奖补|奖励|救助|救助金|慰问|慰问金|费|费用|款|系统|平台|活动|试点|培训|演练|保险|配套|示范点|示范|普查|调查|规划|编制|治理|整治|保障|升级|更新|监测|检测|抽检|管护|养护|防控|防治|宣传|修缮|加固|扩容|租赁|租用|运行|运营|运转|补偿|免疫|大赛|展览|节|讲堂|行动|计划|增补|修复|监管|救灾|应急|消杀|改革|创建|提升|建档|数字化|信息化|装修|绿化|亮化|统防统治|医疗补助)(?:\([^()]*\))?$"
)
_EDGE = re.compile(r"^[\s:：，。;；、.●•■◆▪★*-]+|[\s:：，。;；、]+$")
_WEAK_END = re.compile(
    r"(?:提升|提高|不快|不高|较低|偏低|完善|不足|加强|细化|不够|滞后|缓慢|不到位|不强|不准|不严|不规范|较慢|偏慢|不清|不全|薄弱|单一|欠缺|缺乏|不明确|不精准|不科学|不合理|较差|较少|偏少|待加强|完成|达标|优秀|良好|降低|减少|增加|增强|改善|下降|及时|正常|平稳|稳定|升级换代)$"
)


def clean(name: str) -> str:
    """A printed name without quotes and connectives around it."""
    bare = _unquoted(name)
    bare = re.sub(
        r"^(?:先说|再说|再看|首先是|其次是|最后是|第[一二三四五六七八九十]个?(?:项目)?(?:是|为|,|，|:)?|还有个?|另一个是|另外一个是)(?=.{4,})",
        "",
        bare,
    )
    bare = re.sub(
        r"^(?:如|即|其中|包括|分别为|分别是|另外|此外|同时|还有|以及|对|将|用于|关于|一是|二是|三是|四是|五是|六是|以|和|及|与)[:，、]?(?=.{4,})",
        "",
        bare,
    )
    bare = re.sub(r"(?<=.{4})(?:的|等|方面|一项|这一项目)$", "", bare)
    return _unquoted(bare)


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


def may_be(name: str) -> bool:
    """Whether a text may be a project's name at all."""
    bare = clean(name)
    if not 3 <= len(bare) <= LONGEST or len(re.findall(r"[\u4e00-\u9fff]", bare)) < 2:
        return False
    if re.search(r"[，。;！？%]|(?<!\d)\d+(?:\.\d+)?(?:万|亿)?元", bare):
        return False
    return not (_NO_NAME.search(bare) or _WEAK_END.search(bare) or re.search(r"[xX×]{2,}|_{2,}|某某", bare))


def is_certain(name: str) -> bool:
    """Whether a name ends as projects' names do."""
    return bool(_CERTAIN.search(clean(name)))


@lru_cache(maxsize=20_000)
def core(name: str) -> str:
    """What two spellings of one name share: no year, quotes, brackets of kind, no 项目 behind.

    >>> core("2024年度政策性农房保险服务项目"), core("“森林防火专业队建设”项目")
    ('政策性农房保险服务', '森林防火专业队建设')
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
    return _shared(short, long)


def _shared(short: str, long: str) -> float:
    """A short form leaves characters out and changes no order: 队伍建设 of 专业队伍建设."""
    if len(short) < 5:
        return 0.0
    place = skipped = 0
    for character in short:
        found = long.find(character, place)
        if found < 0:
            skipped += 1
            continue
        place = found + 1
    if skipped > 1 or len(short) < 0.45 * len(long) or short[0] not in long[:4] or short[-1] != long[-1]:
        return 0.0
    return 0.85 if not skipped else 0.7

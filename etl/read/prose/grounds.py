"""Whether a half-sentence gives a reason of its owner: the words, the owner's money and the place together.

Belongs here: what each code needs beside its phrase. Does not belong here: whose a sentence is (``whose``), phrases
(``etl.read.reasons``), walking the report (``why``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.contracts import SYMPTOM_ONLY
from etl.read import reasons as phrases
from etl.read.prose.outline import Node, head_of
from etl.read.prose.register import Project
from etl.read.prose.whose import CUE

_SHORT = re.compile(
    r"执行率[^，。;]{0,6}(?:低|不高|不足|未达)|支付率[^，。;]{0,4}低|(?:支出|支付|执行)?进度[^，。;]{0,6}(?:慢|低|滞后|落后)|未(?:支付|支出|使用|执行|完成|验收|结算|到位|审定|办结|动支|动用|发放|兑付|付)|尚未|没有(?:支付|支出|花|用|完成|发完|拨付|全额|发生)|未能|待[^，。;]{0,12}(?:支付|付|结算|验收)|结转|结余|"
    r"推迟|延期|延迟|顺延|滞后|停工|无法|没能|取消|终止|质保金|尾款|进度款|首付款|减少|下降|少于|低于|少[\d两几]|不再|节约|省下|成交|中标|跨年|跨到|空缺|离职|调减|压减|收回|得分[^，。;]{0,4}(?:低|最低)|扣分|扣\d|缺口|不足|较少|偏少|只有|仅有|核减|暂停|停开|停运|停业|闭馆|关闭"
)
#: What a cause stands beside without a word for it: 预算编制不够精准，执行率偏低.
_LOW = re.compile(r"(?:执行率|支付率|(?:支出|支付|执行)进度)[^，。;]{0,4}(?:低|不高|慢|滞后|落后)")
_MONEY_TALK = re.compile(r"执行率|支付|支出|资金|预算|进度|拨付|结转|采购|经费|结算|得分|扣分|万元|完成")
_PROMISE = re.compile(
    r"^(?:下一步|今后|建议|将|要|力争|确保|计划(?=于|在|下|20)|拟)|(?:加强|加快|进一步|完善|强化|提高|健全|督促|力争|确保|争取)[^，。;]{2,}|^(?:改进|整改)?措施"
)
_RAISED = re.compile(r"追加|调增|增加|超支|超出|差异")
#: A clause that ends so tells of a duty; what it kept from happening would stand behind.
_DUTY = re.compile(r"(?:疫情|防控|防疫)[^，。;]{0,8}(?:需要|职责|任务)$")
#: 因防疫要求，展会未能举办.
_HINDERED = re.compile(r"(?:因|由于|受)[^。;]{0,14}，[^。;]{0,30}(?:未能|没能|无法|不能|取消|暂停|延期|推迟|停止)")
#: 压减了3处: what was done, not what is held to.
_CUT = re.compile(
    r"主动(?:压减|压缩|取消|减少|调减|缩减|削减)|(?:压减|压缩|取消|减少|调减|核减|缩减|削减|停止|精简|砍)(?:了|掉)"
)
#: 按照过紧日子要求，压缩会议费，故支出低于预算: what came of it stands beside it.
_CUT_AND_LESS = re.compile(
    r"(?:过紧日子|厉行节约|一般性支出)[^，。;]{0,10}，?[^，。;]{0,6}(?:压减|压缩|取消|减少|缩减|削减|精简)[^，。;]{0,24}，[^，。;]{0,8}(?:支出|执行|费用|经费|预算)[^，。;]{0,6}(?:低于|减少|下降|结余|节余|少于|偏低|较低)"
)
#: 预算安排偏大, of a project that spent less.
_TOO_MUCH = re.compile(
    r"(?:预算|测算|估算|编制)(?:安排|编制|申报|金额|数)?[^，。;]{0,4}(?:偏大|过大|偏高|过高|偏多|过多|虚高)|按(?:上限|满编)|未充分考虑|(?:预估|估计|测算)过高|预算编制不够?(?:科学|精准|精确|准确|合理|精细)|(?:预算|测算)与实际[^，。;]{0,12}(?:偏差|差距|不符)"
)
#: 案件数较上年下降，群众安全感提升: no money beside it.
_EFFECT = re.compile(r"提升|提高|改善|增强|明显|显著|有效|成效")
_MONEY = re.compile(r"预算|资金|支出|经费|余|补贴|补助|费用|万元")
_SINCE = re.compile(r"上年|去年|往年|同期|上期")
_PLANNED = re.compile(r"预期|预计|预估|计划|预算|测算|目标|年初")
_CARRIED = re.compile(r"(?:系|属|为|使用)[^，。;]{0,10}结转")
#: 剩余资金将于下年度支付: what stages left for later.
_PAID_LATER = re.compile(
    r"(?:余|剩|尾款|部分)[^，。;]{0,12}(?:下年|下一年|次年|翌年|明年|来年|20\d\d年)[^，。;]{0,8}(?:支付|付|拨付|结算|安排|执行|实施|使用)|(?:下年|次年|翌年|明年|20\d\d年)[^，。;]{0,6}(?:支付|付)[^，。;]{0,4}(?:余|剩|\d+%)|(?:余|剩|部分)[^，。;]{0,12}(?:结转|转)(?:至|到|入)?(?:下年|次年|20\d\d年)"
)
_BUDGET_CUT = re.compile(r"(?:调减|核减|压减|削减|调整)(?:了|掉)?(?:预算|资金|经费|指标)?\d")
_NO_CAUSE = re.compile(r"落实|履行|坚持|贯彻|常态化|要求|响应|原则")
_INDICATOR = re.compile(r"^[^，。;]{0,6}(?:数量|质量|时效|成本|效益|满意度|产出)(?:指标)?:")
_ACCIDENT = re.compile(r"事故|案件|事件|投诉|情况|问题")
_UNUSED = re.compile(r"未?(?:动用|动支|支出|使用|启用|发生支出|安排|列支)|执行率|结余|无支出|预算")
_COMPARED = re.compile(
    r"预期|预计|预估|估计|计划|测算|目标|申请|申报|申领|报名|符合|需求|往年|上年|较|(?<!同)(?<!环)比|意愿|积极|放弃|不再|去世|死亡|离世|转学|搬迁|迁出|退出"
)
#: Why two sources differ is no reason of the money's.
_GAP = re.compile(r"差额|不一致|不符(?!合)|有出入|与账面|对账")
_REST = re.compile(r"余|剩|结余|结存|未用|未使用|沉淀")
_ONLY = re.compile(
    r"第[一二三]次|第[二三]期|只能|首次|首期|先付|余款|只付|仅付|仅支付|只支付|跨|首付|次年|下年|下一年|继续|按(?:合同)?(?:约定)?(?:的)?(?:进度|节点)|(?:考核|测评|评估)[^，。;]{0,6}后"
)
_STAGES = re.compile(r"分期|分[两二三四五2-5]")
_LAG = re.compile(r"未|余|剩|只|仅|尚|待|跨|次年|下年|明年|20\d\d年")
_STAGED = re.compile(
    r"履行期|服务期|按[^，。;]{0,8}(?:进度|节点|约定|季度?|月度?)[^，。;]{0,4}(?:付|结算|拨)|(?:考核|测评|评估)[^，。;]{0,6}后|跨|进度款|分期|分年|分批|分阶段|分次|分[两二三四五2-5]|只付|仅付|仅支付|只支付|首付|首期|首次|第一次|先付|次年|下年|下一年|继续|节点|周期|合同期|20\d\d年(?:继续|支付|付款|完成|再)"
)
#: What a phrase of these says, it says without a word of cause beside it.
_PLAIN = frozenset(("R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R12", "R13", "R14", "R16"))


@dataclass(frozen=True)
class Who:
    """The owner of a half-sentence: its list item, the project it names, or the report's only one; whether the place
    asks for reasons, and whether for those of money that was left."""

    owner: Project | None
    department: str
    is_named: bool
    is_item: bool
    is_asked: bool
    is_why_left: bool = False


def is_told(piece: str, who: Who) -> bool:
    """Whether a half-sentence explains something, in whatever words; 原因：无 does not."""
    if re.search(
        r"原因[^，。;]{0,4}[:：]?(?:无|没有|暂无|不存在|-+|/)?$|不存在偏差|无偏差|原因[^，。;]{0,4}(?:栏|项|处)?[^，。;]{0,2}(?:空白|未填|没有?填)|(?:未|没有?)(?:作|做|予|予以|进行)?(?:任何)?说明",
        piece,
    ):
        return False
    return bool(CUE.search(piece)) or (who.is_asked and len(piece) > 8)


def may_explain(  # noqa: PLR0911 - one condition a line
    piece: str, nearby: str, who: Who, node: Node, state: str, has_cue: bool, named: list[phrases.Named]
) -> bool:
    """Whether a half-sentence can be a reason of its owner at all."""
    if not named or (
        _PROMISE.search(piece) and not CUE.search(piece) and not re.search("尚未|未到|质保金|尾款", piece)
    ):
        return False
    if (_INDICATOR.match(piece) and not CUE.search(piece)) or _GAP.search(piece):
        return False
    is_money = bool(_MONEY_TALK.search(piece))
    is_short = bool(_SHORT.search(piece))
    is_beside_money = is_money or bool(_MONEY_TALK.search(nearby))
    if who.owner is None:
        if _raised(piece):
            return True
        if state == "full" and "采购" not in piece:
            return False
        if who.department and state == "short":
            return True
        if [n.code for n in named] == [SYMPTOM_ONLY]:
            return is_money and is_why(node)
        if who.is_why_left:
            return True
        if state == "short" and who.is_asked and is_short and CUE.search(piece):
            # 偏离原因：…;会议、培训受疫情影响大幅减少 of a department that was short.
            return True
        return (is_money or bool(who.department)) and is_short and (who.is_asked or has_cue)
    if state == "full":
        return False
    is_about_money = is_beside_money and (is_short or bool(CUE.search(piece)))
    if not who.is_item and not who.is_named and not who.is_asked and not is_about_money:
        return False
    return state != "unknown" or (has_cue and (is_money or is_short)) or who.is_asked


def stands(
    code: str, clause: str, piece: str, who: Who, state: str, codes: list[str], *, has_cue: bool, asks_only: bool
) -> bool:
    """Whether a code's phrase is a reason in this place."""
    is_symptom = code == SYMPTOM_ONLY and asks_only
    is_own = who.is_item or who.is_named
    has_cause = (
        has_cue or who.is_asked or (code == "R11" and is_own and state == "short" and bool(_TOO_MUCH.search(piece)))
    )
    if not (has_cause or _SHORT.search(piece) or is_symptom) and (code not in _PLAIN or state != "short"):
        return False
    if who.owner is not None and _inside_name(who.owner, clause, code):
        return False
    is_bound = is_own or who.is_asked or bool(CUE.search(piece))
    is_cut = is_bound and bool(_CUT.search(piece) or _CUT_AND_LESS.search(piece))
    is_cut = is_cut or (who.is_asked and phrases.is_cut_by(piece))
    refusals = {
        # An epidemic for which money was added held nothing up.
        "R01": "R17" in codes
        or (bool(_NO_CAUSE.search(clause) or _DUTY.search(clause)) and not _HINDERED.search(clause)),
        "R03": bool(_ACCIDENT.search(clause)) and not has_cause and not _UNUSED.search(piece),
        "R05": not _STAGED.search(clause) or not (has_cause or _is_left_for_later(clause, piece)),
        # 尾款18万元 of a budget is its name.
        "R07": bool(re.search(r"尾款\d", clause)) and not re.search("待|须|需|要|未|才|后", clause),
        # Why a budget was cut is not why less than the rest was spent.
        "R09": ("收回" in clause and bool(_REST.search(clause))) or bool(_BUDGET_CUT.search(clause)),
        "R10": "三公" in piece
        or (bool(_NO_CAUSE.search(clause)) and not is_cut)
        or not (has_cause or state == "short"),
        "R11": not has_cause and not _LOW.search(piece),
        "R12": not (has_cause or _COMPARED.search(piece) or _REST.search(piece))
        or (not has_cause and _is_of_the_work(piece)),
        "R15": "结转" not in clause or not (has_cause or bool(_CARRIED.search(clause))),
    }
    return not refusals.get(code, False)


def is_why(node: Node) -> bool:
    """Whether the nearest heading asks for reasons, and for nothing else."""
    for one in reversed(node.path()):
        head = head_of(one)
        if len(head) <= 30 and re.search("原因|问题|未完成", head):
            return "原因" in head and not re.search("问题|未完成", head)
    return False


def _is_left_for_later(clause: str, piece: str) -> bool:
    """Whether stages left something unpaid: 分期拨付 alone is how it is done."""
    is_staged = bool(_ONLY.search(clause)) or (bool(_STAGES.search(clause)) and bool(_LAG.search(piece)))
    return is_staged or bool(_PAID_LATER.search(piece))


def _is_of_the_work(piece: str) -> bool:
    """What the work was good for, or how much of it there was since last year, no money beside it."""
    is_since = bool(_SINCE.search(piece)) and not _PLANNED.search(piece)
    return (is_since or bool(_EFFECT.search(piece))) and not _MONEY.search(piece)


def _inside_name(owner: Project, clause: str, code: str) -> bool:
    """尾款 in a project's own name is no reason."""
    return owner.name in clause and code not in phrases.codes(clause.replace(owner.name, "※"))


def _raised(piece: str) -> bool:
    return bool(re.search(r"差异|追加", piece) and re.search(r"原因|因|由于", piece))


def explains(code: str, piece: str, state: str, owner: Project | None) -> str:
    """What a reason is of: ``under_execution``, ``over_execution`` or ``procurement``."""
    if owner is None and re.search(r"采购(?:执行率|预算|金额)|已采购", piece):
        return "procurement"
    if state == "over" or (code == "R17" and _RAISED.search(piece)):
        return "over_execution"
    return "under_execution"

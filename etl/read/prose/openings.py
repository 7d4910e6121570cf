"""What opens a list of causes: 预算执行存在差异的主要原因有：, over points or in front of 一是.

Belongs here: whether such an opening asks why money was left. Does not belong here: what answers it (``grounds``).
"""

from __future__ import annotations

import re

_MONEY = r"(?:预算|支出|支付|执行率|执行进度|资金|经费|指标|用款)"
_SHORT = r"(?:差异|偏差|差距|偏离|低|慢|滞后|缓慢|未|没有|不高|不足|不理想|不到|结余|结转|节余|剩余|余额|沉淀|闲置)"
_WHY_LEFT = re.compile(
    rf"[^。;:]{{0,24}}(?:{_MONEY}[^。;:]{{0,16}}{_SHORT}|{_SHORT}[^。;:]{{0,8}}{_MONEY})[^。;:]{{0,24}}"
    r"原因(?:分析)?(?:主要)?(?:有|是|为|在于|包括|如下)?(?:以下)?(?:[几两三四五六]?(?:个)?(?:方面|点))?(?:$|:|，?(?=一是|一、|其一|1[.、]))"
)
#: Of something else than the department's money of the year, or why there was more.
_OTHER = re.compile(
    r"三公|接待|会议费|培训费|出国|公车|公务用车|上年|去年|同比|往年|增加|增长|高于|大于|超[支出额]|收入|绩效目标|指标值|满意度|(?:部分|个别|各|有关|相关|重点|该|本|此)项目(?!支出)"
)


def asks_why_left(text: str) -> bool:
    """Whether a heading or the opening of a sentence asks why the money was not all spent.

    >>> asks_why_left("预算执行存在差异的主要原因有:"), asks_why_left("三公经费支出低于预算的原因是:")
    (True, False)
    """
    found = _WHY_LEFT.match(text)
    return found is not None and not _OTHER.search(found[0])

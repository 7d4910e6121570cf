"""A profile that is written wrongly is refused with one sentence that says where and what, in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etl.inputs import InputError
from etl.read import profile

GOOD = """
[match]
all = ["project"]
[columns.project]
headers = ["重点项目"]
[columns.executed_yuan]
headers = ["已付"]
"""
WRONG = {
    "a pattern": ('[columns.year]\npatterns = ["(20"]', "columns.year 的 patterns 里的“(20”不是可用的正则表达式，错在第1个字符"),
    "a pattern of lines": ('[rows]\nskip = ["[其中"]', "rows 的 skip 里的“[其中”不是可用的正则表达式"),
    "an encoding": ('encoding = "klingon"', "不认识的编码“klingon”"),
    "headings as one text": ('[columns.department]\nheaders = "牵头单位"', "columns.department 的 headers 要写成列表"),
    "a section as a text": ('rows = "其中"', "rows 要写成一节"),
    "a key of a section": ('[rows]\nskipp = ["其中"]', "rows 下不认识的键：skipp"),
    "a field": ('[columns.money]\nheaders = ["x"]', "columns 下不认识的键：money"),
    "a filter without a heading": ('[[filters]]\nmatches = "x"', "filters 的每一节要有 header"),
    "a filter both ways": ('[[filters]]\nheader = "类别"\nmatches = "x"\nnot = "y"', "matches 或 not 中的一个"),
    "a filter as one section": ('[filters]\nheader = "类别"\nnot = "y"', "每节以 [[filters]] 开头"),
    "a year": ('[constants]\nyear = "abc"', "constants 的 year 要写成四位数的年份"),
    "a kind": ('[constants]\nkind = "project"', "constants 的 kind 只能是"),
    "a unit": ('[units]\ndefault = "金币"', "不认识的单位“金币”"),
    "no TOML": ("[columns.year]\nheaders = [年度]", "第2行不合 TOML 的写法"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_written_wrongly_is_named(what: str, tmp_path: Path) -> None:
    text, said = WRONG[what]
    path = tmp_path / "我的.toml"
    # Keys of no section stand first.
    path.write_text(f"{text}\n{GOOD}", encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(said)) as raised:
        profile.load(path)
    assert str(raised.value).startswith("我的.toml：")
    assert str(raised.value).endswith("。")


def test_a_field_asked_for_by_another_name_is_named(tmp_path: Path) -> None:
    path = tmp_path / "我的.toml"
    path.write_text(GOOD.replace('["project"]', '["project", "budget"]'), encoding="utf-8")
    with pytest.raises(InputError, match="match 的 all 里不认识的字段：budget"):
        profile.load(path)


def test_the_example_of_the_documentation_is_read(tmp_path: Path) -> None:
    text = Path("docs/profiles.md").read_text(encoding="utf-8")
    path = tmp_path / "我的.toml"
    path.write_text(text.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    made = profile.load(path)
    assert (made.constants, len(made.filters), len(made.skip)) == ({"district": "徐水区"}, 1, 1)

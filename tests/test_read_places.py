"""Districts and departments out of names as they are printed."""

from __future__ import annotations

import pytest

from etl.read import places


@pytest.mark.parametrize(
    ("name", "district"),
    [
        ("雁塘区城市管理局", "雁塘区"), ("白石县市场监督管理局", "白石县"), ("南昌市西湖区应急管理局", "西湖区"),
        ("江西省南昌市红谷滩区教育局", "红谷滩区"), ("广州市天河区财政局", "天河区"), ("乐山市市中区民政局", "市中区"),
        ("城市管理局", ""), ("市应急管理局", ""), ("区财政局", ""), ("市场监督管理局", ""), ("307-贵溪塘区溪塘镇人民政府", "贵溪塘区"),
        ("鹿原区街道办事处", "鹿原区"), ("湘西土家族苗族自治州民政局", "湘西土家族苗族自治州"), ("应急管理局", ""), ("社区服务中心", ""),
        ("南昌经济技术开发区管理委员会", "南昌经济技术开发区"), ("项目支出绩效自评表", ""), ("地区发展和改革委员会", ""),
        ("黄塘市海绵城市建设申报项目自评表", "黄塘市"), ("青石区各部门项目", "青石区"), ("中心城区绿化项目", ""),
    ],
)  # fmt: skip
def test_the_lowest_district_a_name_begins_with(name: str, district: str) -> None:
    assert places.district(name) == district

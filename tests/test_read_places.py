"""Districts and departments out of names as they are printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read import places
from etl.read.one import read_one
from tests import sheets


@pytest.mark.parametrize(
    ("name", "district"),
    [
        ("雁塘区城市管理局", "雁塘区"), ("白石县市场监督管理局", "白石县"), ("南昌市西湖区应急管理局", "西湖区"),
        ("江西省南昌市红谷滩区教育局", "红谷滩区"), ("广州市天河区财政局", "天河区"), ("乐山市市中区民政局", "市中区"),
        ("城市管理局", ""), ("市应急管理局", ""), ("区财政局", ""), ("市场监督管理局", ""), ("307-贵溪塘区溪塘镇人民政府", "贵溪塘区"),
        ("鹿原区街道办事处", "鹿原区"), ("湘西土家族苗族自治州民政局", "湘西土家族苗族自治州"), ("应急管理局", ""), ("社区服务中心", ""),
        ("南昌经济技术开发区管理委员会", "南昌经济技术开发区"), ("项目支出绩效自评表", ""), ("地区发展和改革委员会", ""),
        ("义乌市民政局", "义乌市"), ("义乌市民族宗教事务局", "义乌市"), ("义乌市民中心", ""), ("平湖市区划地名中心", "平湖市"),
        ("东源县委宣传部", "东源县"), ("江夏区委宣传部", "江夏区"), ("县委宣传部", ""), ("中共江夏区委员会政法委员会", "江夏区"),
        ("中国共产党东源县纪律检查委员会", "东源县"), ("共青团东源县委员会", "东源县"), ("中国人民政治协商会议东源县委员会", "东源县"),
        ("中国人民解放军东源县人民武装部", "东源县"), ("国家税务总局东源县税务局", "东源县"), ("中国移动东源县分公司", ""),
        ("义乌市政协办公室", "义乌市"), ("义乌市政工程管理处", ""), ("江夏区直属机关工作委员会", "江夏区"), ("老区建设促进会", ""),
        ("石湾区团区委", "石湾区"), ("青溪县团县委", "青溪县"), ("南昌市团市委", "南昌市"), ("南昌市西湖区团区委", "西湖区"),
        ("团县委", ""), ("石湾区开发区管委会", "石湾区"), ("义乌市经济开发区管委会", "义乌市"), ("南昌市高新区管理委员会", "南昌市"),
        ("开发区管委会", ""), ("青溪县林区派出所", "青溪县"), ("林区派出所", ""), ("神农架林区教育局", "神农架林区"),
        ("南昌市军分区", "南昌市"), ("南昌市委市政府接待办", "南昌市"), ("石湾区委区政府督查室", "石湾区"), ("青溪县库区移民局", "青溪县"),
        ("青溪县水源保护区管理站", "青溪县"), ("南昌市自然保护区管理站", "南昌市"), ("青溪县青龙山景区管委会", "青溪县"),
        ("青溪县石桥经济开发区管委会", "青溪县"), ("雄安新区容城县教育局", "容城县"), ("杨凌示范区杨陵区教育局", "杨陵区"), ("西藏自治区那曲地区安多县教育局", "安多县"),
        ("天津市滨海新区团区委", "滨海新区"), ("内蒙古自治区鄂托克前旗团旗委", "鄂托克前旗"), ("南昌市开发区教育局", "开发区"),
        ("自治区自然资源厅", ""), ("自治州教育局", ""), ("自治县民政局", ""), ("广西壮族自治区林业局", "广西壮族自治区"),
        ("赣州市赣县区统计局", "赣县区"), ("荆州市沙市区民政局", "沙市区"), ("东源县区划地名办公室", "东源县"), ("各县区教育局", ""), ("各市区教育局", ""),
        ("黄塘市海绵城市建设申报项目自评表", "黄塘市"), ("青石区各部门项目", "青石区"), ("中心城区绿化项目", ""),
    ],
)  # fmt: skip
def test_the_lowest_district_a_name_begins_with(name: str, district: str) -> None:
    assert places.district(name) == district


WRAPPED, NUMBERED = ("农村饮水\n安全管理站", "水库移民\n后期扶持"), ("水利局", "1.水库移民")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (WRAPPED, ("农村饮水安全管理站", "水库移民后期扶持")),
        (("农村饮水_x000D_\n安全管理站", "水库 移民"), ("农村饮水安全管理站", "水库 移民")),
        (NUMBERED, ("水利局", "水库移民")),
        (("水利局", "（1）水库移民"), ("水利局", "水库移民")),
        (("水利局", "3、4号楼改造"), ("水利局", "3、4号楼改造")),
        (("水利局", "1.5米绿化带"), ("水利局", "1.5米绿化带")),
    ],
)
def test_a_name_is_neither_broken_nor_numbered(
    names: tuple[str, str], expected: tuple[str, str], tmp_path: Path
) -> None:
    listed = [["2023年度自评汇总表（万元）"], ["部门", "项目名称", "全年预算数", "全年执行数"], [*names, 10, 9]]
    form = [
        ["2023年度项目支出绩效自评表"], ["项目名称", names[1]], ["主管部门", names[0]],
        ["项目资金（万元）", "", "全年预算数", "全年执行数", "执行率"], ["", "年度资金总额", 10, 9, "90%"],
        sheets.FORM_INDICATORS, ["", "产出", "数量", "面积", 1, 1, 90, 90, ""],
    ]  # fmt: skip
    for rows in (listed, form):
        row = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows)).rows[0]
        assert (row.department, row.project) == expected


@pytest.mark.parametrize(
    "title", ["柳林县水利局近三年项目支出表", "近三年柳林县水利局项目支出表", "柳林县水利局历年专项资金表"]
)
def test_a_title_over_several_years_names_its_office(title: str, tmp_path: Path) -> None:
    heads = ["项目名称", "2022年预算数", "2022年执行数", "2023年预算数", "2023年执行数"]
    rows = read_one(sheets.xlsx(tmp_path / "表.xlsx", [[f"{title}（万元）"], heads, ["渠道", 5, 4, 6, 5]])).rows
    assert [(r.department, r.year, r.status) for r in rows] == [("柳林县水利局", y, "publish") for y in (2022, 2023)]


@pytest.mark.parametrize(
    "office", ["石湾区团区委", "青溪县团县委", "石湾区开发区管委会", "青溪县林区派出所", "南昌市团市委"]
)
def test_an_office_with_a_word_of_place_in_its_name_keeps_its_district(office: str, tmp_path: Path) -> None:
    heads = ["部门", "项目名称", "全年预算数", "全年执行数"]
    (row,) = read_one(
        sheets.xlsx(tmp_path / "表.xlsx", [["2023年度自评汇总表（万元）"], heads, [office, "青年活动", 10, 9]])
    ).rows
    assert (row.district, row.department, row.status) == (office[:3], office, "publish")


@pytest.mark.parametrize(
    ("title", "office"),
    [
        ("2023年望川区农业农村局衔接资金项目表", "望川区农业农村局"),
        ("2023年望川区农业农村局产业项目表", "望川区农业农村局"),
        ("2023年度望川区水利局专项资金项目明细", "望川区水利局"),
        ("2023年望川区农业农村局财政衔接推进乡村振兴补助资金项目表", "望川区农业农村局"),
        ("望川区卫健委省级补助资金2023年使用情况表", "望川区卫健委"),
        ("2023年望川区发展和改革委员会中央预算内投资项目清单（公示）", "望川区发展和改革委员会"),
        ("2023年石桥镇人民政府衔接资金明细表", "石桥镇人民政府"),
    ],
)
def test_a_title_of_a_year_an_office_and_a_kind_of_money_names_its_office(
    title: str, office: str, tmp_path: Path
) -> None:
    heads = ["项目名称", "全年预算数", "全年执行数"]
    (row,) = read_one(sheets.xlsx(tmp_path / "表.xlsx", [[title], ["单位：万元"], heads, ["渠道整治", 5, 4]])).rows
    assert (row.department, row.year, row.status) == (office, 2023, "publish")


@pytest.mark.parametrize(
    "title",
    [
        "2023年望川区农业农村局大楼维修项目表",
        "2023年望川区城镇供水专项资金项目表",
        "2023年望川区水利局长专项资金项目表",
        "2023年望川区衔接资金项目表",
        "望川区水利局",
        "望川区水利局补助资金",
    ],
)
def test_a_title_of_works_names_no_office(title: str) -> None:
    assert places.department_in(title) == ""

"""Reports on several offices, on their parts of one project, on several years; questions and answers; scores dealt out.

Belongs here: turns of an eighth hand. Does not belong here: those of the fourth to seventh (``test_prose_owners``).
"""

from __future__ import annotations

from decimal import Decimal

from etl.read.rows import DEPARTMENT_YEAR, PROJECT_YEAR, PUBLISH, REVIEW
from tests import prose

_TREASURY = "青禾县财政局关于2023年度县级部门项目支出绩效自评工作的总报告\n一、总体情况\n本次共有3个部门纳入自评。\n二、分部门情况\n"


def test_a_treasury_reports_on_the_offices_of_its_list() -> None:
    rows = prose.read(
        f"{_TREASURY}——县教育局。纳入自评项目23个，全年预算1.286亿元，支出1.18312亿元，执行率92%，部门自评得分94.1分。\n"
        "——县水利局。纳入自评项目12个，全年预算6800万元，支出4012万元，执行率59%。滨江堤防用地组卷报批慢、青苗补偿谈不拢。\n"
        "——县民政局。纳入自评项目7个，全年预算1580万元，支出1390.4万元，执行率88%。自评表“偏差原因”一栏为空白。\n"
    ).rows
    found = {row.department: row for row in rows}
    assert {row.kind for row in rows} == {DEPARTMENT_YEAR}
    assert found["县教育局"].executed_yuan == 118_312_000
    assert (found["县水利局"].rate_stated_pct, found["县水利局"].reason_codes) == (59, ["R14"])
    assert found["县民政局"].reason_codes == ["R90"]
    assert "reason_missing" not in found["县水利局"].flags
    assert {row.status for row in rows} == {PUBLISH}


def test_offices_that_sentences_open_with_own_what_follows() -> None:
    rows = prose.read(
        "霁川州财政局关于2024年度州级部门整体支出绩效自评情况的通报\n一、靠前的部门\n"
        "州气象局年初预算1986.2万元，全年支出1966.34万元，执行率99%，自评96.8分，等级优。\n二、靠后的部门\n"
        "州林业和草原局年初预算6450万元，全年支出4966.5万元，执行率77%，自评84.7分，等级良。造林受连旱影响，施工单位未能按期报量。\n"
        "此外，州级部门评为优的41家、良的29家。\n"
    ).rows
    assert [(r.department, r.score, r.grade_stated) for r in rows] == [
        ("州气象局", Decimal("96.8"), "优"), ("州林业和草原局", Decimal("84.7"), "良"),
    ]  # fmt: skip
    assert rows[1].reason_codes == ["R14"]


def test_each_offices_part_of_one_project_waits_for_a_person() -> None:
    rows = prose.read(
        "岭西省2023年度中央财政农村危房改造补助资金绩效自评报告\n一、资金情况\n截至2023年12月31日，全省共支出7603.2万元，执行率88%。\n"
        "二、各县情况\n青禾县住房和城乡建设局：到位补助资金1120万元，已发放1086.4万元，执行率97%。\n"
        "石桥县住房和城乡建设局：到位补助资金960万元，支出710.4万元，执行率74%。\n"
    ).rows
    parts = {r.department: r for r in rows if r.district != "岭西省"}
    assert {(r.kind, r.project, r.status) for r in parts.values()} == {
        (PROJECT_YEAR, "中央财政农村危房改造补助资金", REVIEW)
    }
    assert parts["石桥县住房和城乡建设局"].received_yuan == 9_600_000
    assert parts["石桥县住房和城乡建设局"].district == "石桥县"


def test_a_table_says_its_years_itself() -> None:
    rows = prose.read(
        "青禾县林业局2022—2023年度造林绿化项目绩效自评报告\n一、资金\n单位：元\n年度\t项目\t全年预算\t实际支出\t执行率\n"
        "2022\t公益林管护\t4218600\t4218600\t100%\n\t村庄绿化\t1800000\t1260000\t70%\n2023\t公益林管护\t4305200\t4305200\t100%\n"
    ).rows
    assert {(r.project, r.year, r.executed_yuan) for r in rows} == {
        ("公益林管护", 2022, 4_218_600), ("村庄绿化", 2022, 1_260_000), ("公益林管护", 2023, 4_305_200),
    }  # fmt: skip


def test_a_chapter_of_a_year_is_no_project_and_a_units_score_is_the_units() -> None:
    rows = prose.read(
        "岩泉市中医医院2022年度、2023年度财政项目支出绩效自评报告\n一、2022年度项目\n"
        "服务能力提升项目全年预算860万元，实际支出645万元，执行率75%。\n2022年度单位自评得分88.1分，等级为良。\n"
        "二、2023年度项目\n服务能力提升项目全年预算920万元，实际支出901.6万元，执行率98%。\n"
        "市级重点专科建设为新增项目，全年预算200万元，实际支出92万元，执行率46%。\n2023年度单位自评得分90.6分，等级为优。\n"
    ).rows
    assert {(r.project, r.year, r.score) for r in rows} == {
        ("", 2022, Decimal("88.1")), ("", 2023, Decimal("90.6")), ("服务能力提升项目", 2022, None),
        ("服务能力提升项目", 2023, None), ("市级重点专科建设", 2023, None),
    }  # fmt: skip


def test_scores_are_dealt_out_in_the_order_of_the_text() -> None:
    rows = prose.by_name(
        "杨陂县农业农村局2023年度专项资金绩效自评情况\n（一）种植业类\n1.双季稻轮作补贴\n①资金：全年预算1640万元，支出1574.4万元，执行率96%。\n"
        "2.绿色防控示范\n①资金：全年预算120万元，支出87.6万元，执行率73%。\n（二）畜牧业类\n1.强制免疫疫苗补助\n"
        "①资金：全年预算210万元，支出210万元，执行率100%。\n（三）自评结论\n三项资金自评依次为97分、91分、99分。\n"
    )
    assert {name: row.score for name, row in rows.items()} == {
        "双季稻轮作补贴": 97, "绿色防控示范": 91, "强制免疫疫苗补助": 99,
    }  # fmt: skip


def test_questions_name_their_projects() -> None:
    rows = prose.by_name(
        "芷湖区环境监测站\n关于2022年度部分项目绩效自评情况的函复\n区财政局：\n问：走航监测车购置执行率为何只有60%？\n"
        "答：该车全年预算280万元，到位280万元，支出168万元。上牌和改装验收要到次年2月。\n问：噪声功能区调整服务为何一分未花？\n"
        "答：预算36万元。省厅《声环境功能区划分技术细则》原说年中印发，实际拖到次年，支出为零。\n"
    )
    car, noise = rows["走航监测车购置"], rows["噪声功能区调整服务"]
    assert (car.rate_stated_pct, car.received_yuan, car.executed_yuan) == (60, 2_800_000, 1_680_000)
    assert (noise.budget_full_year_yuan, noise.executed_yuan) == (360_000, 0)
    assert (car.reason_codes, noise.reason_codes) == (["R08"], ["R02"])


def test_a_titles_project_keeps_its_own_figures_beside_its_parts() -> None:
    rows = prose.by_name(
        "平川市第三中学校园安全提升项目绩效自评报告\n（2022年度）\n一、资金\n项目全年预算412万元，当年到位412万元。\n"
        "截至2022年12月31日累计支付346.08万元，预算执行率84%。分子项目看：消防管网改造安排238万元，付出196.9万元，完成82.73%；"
        "视频监控补盲安排78万元，付出53.18万元，完成68.18%。\n"
    )
    assert rows["校园安全提升项目"].executed_yuan == 3_460_800
    assert rows["视频监控补盲"].executed_yuan == 531_800


def test_points_behind_the_beginning_of_a_name_and_shares_of_the_budget() -> None:
    rows = prose.by_name(
        "紫荆区教育局2023年度项目支出绩效自评报告\n一、执行情况\n1．青云小学运动场翻新：年初预算215万元，支出206.4万元，占96%。\n"
        "2．东街小学食堂设备更新：年初预算64万元，支出64万元，占100%。\n二、自评打分\n青云小学96.2分，东街小学98分。\n"
    )
    assert {name: (row.rate_stated_pct, row.score) for name, row in rows.items()} == {
        "青云小学运动场翻新": (96, Decimal("96.2")), "东街小学食堂设备更新": (100, 98),
    }  # fmt: skip


def test_qi_yi_yue_opens_an_item() -> None:
    rows = prose.by_name(
        "澧安县水利局二〇二一年度项目支出绩效自评报告\n一、资金\n其一曰小型山塘整治，年初预算350万元，年内实支343万元，执行率98%。\n"
        "其二曰抗旱应急备用金，年初预算50万元，全县未启动抗旱应急响应，此款分文未动。\n除第三款自评78分外，余三款依次自评为93分、97分、90分。\n"
    )
    assert {name: row.executed_yuan for name, row in rows.items()} == {"小型山塘整治": 3_430_000, "抗旱应急备用金": 0}


def test_two_tables_of_the_same_projects_are_one_row_each() -> None:
    rows = prose.by_name(
        "青禾区柳荫街道办事处2023年项目支出绩效自评报告\n一、资金\n表1 项目资金情况（单位：万元）\n项目名称 | 年初预算数 | 全年预算数 | 全年执行数\n"
        "社区食堂运营补贴 | 96.00 | 78.00 | 70.20\n消防微站建设 | 45.00 | 45.00 | 0.00\n二、自评打分\n"
        "项目名称 | 预算执行（10分） | 产出（50分） | 总分 | 等次\n社区食堂运营补贴 | 9 | 47 | 93 | 优\n消防微站建设 | 0 | 32 | 55 | 差\n"
    )
    assert {name: (row.executed_yuan, row.score, row.grade_stated) for name, row in rows.items()} == {
        "社区食堂运营补贴": (702_000, 93, "优"), "消防微站建设": (0, 55, "差"),
    }  # fmt: skip
    assert not any("contradictory_values" in row.flags for row in rows.values())


def test_a_table_of_years_is_of_the_heading_above_and_one_of_towns_of_the_towns() -> None:
    years = prose.read(
        "栖梧县农业农村局2021—2022年度惠农资金绩效自评报告\n一、农业生产托管补助\n三年情况如下：\n"
        "年度\t年初预算（万元）\t调整后预算（万元）\t实际支出（万元）\t执行率\n2021\t300\t300\t297\t99%\n2022\t340\t340\t289\t85%\n"
    ).rows
    assert {(r.project, r.year, r.executed_yuan) for r in years} == {
        ("农业生产托管补助", 2021, 2_970_000), ("农业生产托管补助", 2022, 2_890_000),
    }  # fmt: skip
    towns = prose.read(
        "沅阳县财政局关于2024年度乡镇整体支出绩效自评的情况通报\n一、自评结果\n结果如下表（金额单位：万元）：\n"
        "乡镇 | 全年预算 | 全年支出 | 执行率\n石梁镇 | 2,846.00 | 2,817.54 | 99.00%\n麻溪乡 | 1,408.00 | 1,182.72 | 84.00%\n"
        "合计 | 4,254.00 | 4,000.26 | 94.04%\n"
    ).rows
    assert {(r.kind, r.department, r.rate_stated_pct) for r in towns} == {
        (DEPARTMENT_YEAR, "石梁镇", Decimal("99.00")), (DEPARTMENT_YEAR, "麻溪乡", Decimal("84.00")),
    }  # fmt: skip


def test_one_figure_behind_two_labels_and_the_other_budget_in_brackets() -> None:
    rows = prose.by_name(
        "青禾区水务局2023年度项目支出绩效自评报告\n一、执行情况\n1.河道清淤：年初预算、全年预算均为2,140万元，支出1,819万元，执行率85%。\n"
        "2.泵站维修：全年预算720万元（年初预算600万元，年中追加120万元），执行率70%，支出504万元。\n"
    )
    river, pump = rows["河道清淤"], rows["泵站维修"]
    assert (river.budget_initial_yuan, river.budget_full_year_yuan) == (21_400_000, 21_400_000)
    assert (pump.budget_initial_yuan, pump.budget_full_year_yuan) == (6_000_000, 7_200_000)


def test_numbers_of_items_and_the_whole_before_points() -> None:
    rows = prose.by_name(
        "澜江市文化局2023年度部门整体支出绩效自评报告\n一、项目\n1、非遗保护：预算126.5万元，支出126.5万元，执行率100%。\n"
        "2、文化惠民演出：预算280万元，支出240.8万元，执行率86%。\n二、得分\n第1项98分，第2项89分；部门整体95分。\n"
    )
    assert {name: row.score for name, row in rows.items()} == {"非遗保护": 98, "文化惠民演出": 89, "": 95}


def test_short_names_a_report_gives_are_those_of_its_projects() -> None:
    rows = prose.by_name(
        "河阴县水务局2022年度重点项目绩效自评报告\n一、各项目\n1.城乡供水一体化可行性缺口补助（以下统称“缺口补助”）：批复资金1,500万元，当年支付1,200万元。\n"
        "2.水土保持监督检查：批复资金234万元，当年支付183.1万元。\n二、打分汇总\n缺口补助88分（优），水土保持监督检查95分（优）。\n"
    )
    assert {name: row.score for name, row in rows.items()} == {
        "城乡供水一体化可行性缺口补助": 88,
        "水土保持监督检查": 95,
    }


def test_fields_in_boxes_and_in_lines() -> None:
    boxed = prose.by_name(
        "2024年度桃源区科学技术局项目支出自评总报告\n一、自评结果\n【项目名称】高新技术企业认定奖励\n【年初预算数】1,500,000元\n【全年执行数】1,500,000元\n"
        "【预算执行率】100%\n【自评得分】99\n【项目名称】科技特派员下乡服务\n【年初预算数】480,000元\n【全年执行数】403,200元\n【预算执行率】84%\n"
    )
    assert {name: row.executed_yuan for name, row in boxed.items()} == {
        "高新技术企业认定奖励": 1_500_000, "科技特派员下乡服务": 403_200,
    }  # fmt: skip
    inline = prose.by_name(
        "枫林县教育体育局2024年度项目支出绩效自评汇总\n一、结果\n1.项目名称：教室照明改造；实施单位：枫林县实验小学；全年预算数：486,000元；全年执行数：471,420元。\n"
        "2.项目名称：校园直饮水安装；实施单位：枫林县城关中学；全年预算数：312,500元；全年执行数：250,000元。\n"
    )
    assert {name: row.executed_yuan for name, row in inline.items()} == {
        "教室照明改造": 471_420,
        "校园直饮水安装": 250_000,
    }


def test_what_was_not_paid_of_one_contract_is_no_zero_of_the_project() -> None:
    rows = prose.by_name(
        "茶山县疾控中心2024年重大疾病防控项目自评报告\n一、执行\n1.地方病防治：全年预算20万元，已支18.1万元，执行率90.5%。\n"
        "2.扩大免疫规划：全年预算46万元，已支36.8万元，执行率80%。冷链设备采购合同款12万元，验收手续未办完，故没有支付。\n"
    )
    assert rows["扩大免疫规划"].executed_yuan == 368_000
    assert "contradictory_values" not in rows["扩大免疫规划"].flags


def test_numbers_of_an_outline_are_no_part_of_names_and_years_are_no_projects() -> None:
    rows = prose.read(
        "“实景三维岭川”建设（一期）项目支出绩效自评报告\n项目单位：岭川省自然资源厅\n报告期：2021—2022年\n第二章  资金情况\n"
        "2.1 第一年。2021年省财政批复预算1500万元，当年支出1437.5万元，执行率95.83%。\n"
        "2.2 第二年。2022年年初预算2600万元，当年支出2600万元，执行率100%。\n2.3 资金管理。项目资金统一管理。\n"
    ).rows
    assert {(r.project, r.year, r.executed_yuan) for r in rows} == {
        ("“实景三维岭川”建设（一期）项目", 2021, 14_375_000), ("“实景三维岭川”建设（一期）项目", 2022, 26_000_000),
    }  # fmt: skip


def test_a_labels_colon_stands_behind_the_clause_before_it() -> None:
    rows = prose.by_name(
        "沙田县疾控中心2023年度项目支出绩效自评报告\n一、年初预算\n2023年我中心的项目3个，年初预算数为：免疫规划冷链运转320,000元，"
        "饮用水水质监测180,000元，鼠疫监测60,000元。\n二、全年列支\n冷链运转列支313,600元，执行率98.00%；水质监测列支162,000元，执行率90.00%；"
        "鼠疫监测列支58,200元，执行率97.00%。\n三、得分\n冷链运转98分，水质监测97分，鼠疫监测96分。\n"
    )
    assert {name: (row.budget_initial_yuan, row.executed_yuan, row.score) for name, row in rows.items()} == {
        "免疫规划冷链运转": (320_000, 313_600, 98), "饮用水水质监测": (180_000, 162_000, 97), "鼠疫监测": (60_000, 58_200, 96),
    }  # fmt: skip


def test_parts_of_a_total_in_a_sentence_of_their_own() -> None:
    rows = prose.by_name(
        "秀河区城市管理局2023年度项目支出绩效自评总报告\n一、资金安排\n2023年，区财政核定我局项目全年预算共计2,760万元。其中：道路清扫保洁1,860万元，"
        "生活垃圾清运处置742万元，公厕管护158万元。\n二、资金支出\n道路清扫保洁支出1,860万元，生活垃圾清运处置支出727.16万元，公厕管护支出154.84万元。\n"
    )
    assert {name: row.budget_full_year_yuan for name, row in rows.items()} == {
        "": 27_600_000, "道路清扫保洁": 18_600_000, "生活垃圾清运处置": 7_420_000, "公厕管护": 1_580_000,
    }  # fmt: skip


def test_points_alone_in_an_items_clause_and_a_bill_settled() -> None:
    rows = prose.by_name(
        "北渠区红十字会2023年项目绩效自评\n应急救护培训：核定预算12万元，使用11.88万元，使用率99%，98分。\n备灾仓库租金：年初预算6.5万元，付清，100分。\n"
    )
    assert {name: (row.executed_yuan, row.score) for name, row in rows.items()} == {
        "应急救护培训": (118_800, 98), "备灾仓库租金": (65_000, 100),
    }  # fmt: skip


def test_forms_of_fields_under_headings_of_their_own() -> None:
    form = "【项目{}】\n项目名称：{}\n年初预算数：75万元\n全年执行数：{}万元\n执行率：{}%\n自评得分：90\n"
    text = "陶江县生态环境局\n2022年度项目绩效自评信息公开\n\n" + form.format("一", "入河排污口溯源整治", "75", "100")
    rows = prose.by_name(text + form.format("二", "有奖举报", "15", "20"))
    assert {name: row.executed_yuan for name, row in rows.items()} == {
        "入河排污口溯源整治": 750_000,
        "有奖举报": 150_000,
    }


def test_a_name_with_points_alone_waits_for_a_person() -> None:
    rows = prose.by_name(
        "兰坪市气象局2022年度项目支出绩效自评报告\n一、执行\n1.区域自动站维护：年初预算66万元，决算支出64.68万元，执行率98%。\n"
        "2.农业气象服务：年初预算17万元，决算支出17万元，执行率100%。\n二、自评结果\n区域站维护96分，农气服务98分。\n"
    )
    assert rows["区域自动站维护"].score == 96
    assert {name for name, row in rows.items() if row.status == PUBLISH} == {"区域自动站维护", "农业气象服务"}


def test_figures_of_all_projects_behind_a_bracket_are_still_of_all_projects() -> None:
    (row,) = prose.read(
        "鹿原州大数据中心2024年度项目支出绩效单位自评报告\n一、基本情况\n2024年，我中心实施项目共13个，年初批复预算7个项目742万元（含1个年初结转结余项目36万元），"
        "调整预算后项目预算688.5万元，年中增加7个项目，实际到位资金251.93万元。\n"
    ).rows
    assert (row.budget_initial_yuan, row.budget_full_year_yuan, row.received_yuan) == (7_420_000, 6_885_000, 2_519_300)

"""Causes behind a full stop, in points of a list, and duties that are none."""

from __future__ import annotations

import pytest

from tests.prose import PLAIN, by_name

LIST = (
    "白石县城管局2023年度项目支出绩效自评报告\n"
    "1.公厕管护：预算60万元，支出45万元，执行率75%，得分91分。{cause}\n"
    "2.绿地养护：预算40万元，支出40万元，执行率100%，得分98分。\n"
)
ONE = "白石县城管局2023年公厕管护项目绩效自评报告\n全年预算60万元，支出45万元，执行率75%。\n"


@pytest.mark.parametrize(
    ("cause", "codes"),
    [
        ("因协议约定按进度付款，交付后付至七成，余下部分跨年支付。", ["R05"]),
        ("按合同约定按节点付款。", ["R05"]),
        ("第四季度管护费须考核合格后支付。", ["R05"]),
        ("因化粪池改造工程尚未竣工验收，按合同只付了部分价款。", ["R08"]),
        ("保洁用品采购价格回落，形成结余。", ["R06"]),
        ("因2户业主失去联系，补偿款未能兑付。", ["R12"]),
    ],
)
def test_a_cause_behind_a_full_stop_is_its_items(cause: str, codes: list[str]) -> None:
    rows = by_name(LIST.format(cause=cause))
    assert (rows["公厕管护"].reason_codes, rows["绿地养护"].reason_codes) == (codes, [])


def test_every_point_behind_the_word_cause_is_one() -> None:
    text = ONE + "偏差原因：一是询价节约3万元；二是10月份才签订合同。三是质保金2万元未到期。\n"
    assert by_name(text)["公厕管护项目"].reason_codes == ["R06", "R04", "R07"]


def test_an_epidemic_as_a_duty_is_no_cause_and_as_a_hindrance_is_one() -> None:
    duty = LIST.format(cause="因疫情防控工作需要，我局每日对公厕消毒三次。")
    hindrance = LIST.format(cause="因疫情防控需要，两座公厕改造推迟。")
    assert "R01" not in by_name(duty)["公厕管护"].reason_codes
    assert "R01" in by_name(hindrance)["公厕管护"].reason_codes


def test_who_buys_is_no_cause() -> None:
    text = ONE + "吸粪车采购由省厅统一组织，第二批推迟到货。\n"
    assert "R16" not in by_name(text)["公厕管护项目"].reason_codes


def test_who_left_who_was_short_of_people_and_what_is_only_compared() -> None:
    rows = by_name(
        PLAIN.replace("因中标价低于预算，形成结余。", "因2名协管员年内退出岗位。")
        .replace("由于施工单位进场滞后，工程进度缓慢。", "检测机构人员不足，进度滞后。")
        .replace("全年执行数60万元，执行率100%。", "全年执行数48万元，执行率80%，较上年少支出6万元。")
    )
    assert rows["管网检测服务"].reason_codes == ["R13"]
    assert rows["泵站维修"].reason_codes == ["R14"]
    assert "R12" not in rows["河道清淤"].reason_codes


def test_two_like_names_in_one_table_are_two_projects() -> None:
    text = (
        "锦云区教育局2022年度项目支出绩效自评报告\n一、项目情况\n"
        "| 项目名称 | 全年预算（万元） | 全年支出（万元） | 执行率 |\n|---|---|---|---|\n"
        "| 校园安保服务 | 760 | 752.4 | 99% |\n| 校园安保设施更新 | 160 | 96 | 60% |\n| 教师培训 | 320 | 320 | 100% |\n"
        "二、情况说明\n校园安保设施更新项目于8月追加40万元，因设备到货晚、尚未验收，年底仅支付60%。\n"
    )
    rows = by_name(text)
    assert (rows["校园安保服务"].reason_codes, rows["校园安保设施更新"].reason_codes) == ([], ["R14", "R08"])


@pytest.mark.parametrize(
    "asked",
    ["没有的填“无”", "低于90%的应说明原因，没有的填“无”", "如执行率低于90%须逐条说明原因；没有的填“无”", "请逐项说明"],
)
def test_what_a_form_asks_for_in_a_heading_hides_no_answer(asked: str) -> None:
    text = ONE + f"二、偏离绩效目标的原因（{asked}）因施工方案审批时间长，推迟至10月开工。\n"
    assert by_name(text)["公厕管护项目"].reason_codes == ["R04"]


def test_why_the_budget_was_cut_is_not_why_money_was_left() -> None:
    text = ONE + "年中因县级财力紧张调减18万元。偏差原因：因县级财力紧张，资金未能及时足额拨付。\n"
    assert by_name(text)["公厕管护项目"].reason_codes == ["R09"]
    assert "R09" not in by_name(ONE + "年中因县级财力紧张调减18万元。\n")["公厕管护项目"].reason_codes


@pytest.mark.parametrize(
    ("cause", "codes"),
    [
        ("部分公厕停用，管护对象减少，资金结余15万元。", ["R12"]),
        ("第四季度管护费在2024年1月完成末期评估后予以支付。", ["R05"]),
        ("每季度对保洁企业考核后凭考核结果付款，全年因考核扣减管护费2万元。", []),
        ("项目总投资180万元，分三年实施。", []),
    ],
)
def test_fewer_to_serve_and_stages_of_payment(cause: str, codes: list[str]) -> None:
    assert [c for c in by_name(LIST.format(cause=cause))["公厕管护"].reason_codes if c != "R90"] == codes


LEFT = (
    "临川市档案局2021年度部门整体绩效自评报告\n一、部门整体预算执行情况\n"
    "全年预算数1,045万元，全年支出940.5万元，预算执行率90%。\n{cause}\n二、自评结论\n自评总分92分。\n"
)


@pytest.mark.parametrize(
    ("cause", "codes"),
    [
        (
            "预算执行存在差异的主要原因有：\n1.受疫情影响，库房加固推迟实施；\n"
            "2.按照中央过紧日子要求，压减一般性支出38.6万元；\n3.恒温设备供货周期长，供应商交付延迟。",
            ["R01", "R10", "R14"],
        ),
        (
            "整体支出未能按进度完成，主要原因：一是库房改造前期手续办理时间较长，开工较晚；"
            "二是预算编制不够科学精细，测算与实际需求偏差较大。",
            ["R04", "R11"],
        ),
        ("支出进度偏慢的原因：一是岗位空缺；二是中标价低于预算；三是培训报名人数少于预期。", ["R13", "R06", "R12"]),
        ("存在的问题：一是预算编制不够科学精细；二是前期手续办理时间较长。", []),
        ("满意度未达100%的主要原因：一是库房改造前期手续办理时间较长；二是人员流动较大。", []),
        ("主要做法：一是落实过紧日子要求，压减一般性支出38万元；二是优化采购方式，节约资金12万元。", []),
    ],
)
def test_points_behind_why_money_was_left_are_the_departments(cause: str, codes: list[str]) -> None:
    assert by_name(LEFT.format(cause=cause))[""].reason_codes == codes


@pytest.mark.parametrize(
    ("cause", "codes"),
    [
        ("由于疫情防控要求，集中宣传日和青少年夏令营未能如期举办，相应经费未支出。", ["R01"]),
        ("按照疫情防控要求，公厕每日消毒三次。", []),
        ("执行率较低的原因：一是落实过紧日子要求，从严控制用车，油料支出压减较多。", ["R10"]),
        ("坚持过紧日子要求，从严控制支出。", []),
    ],
)
def test_what_a_duty_hindered_and_what_thrift_came_to(cause: str, codes: list[str]) -> None:
    text = ONE + "二、未完成原因\n" + cause + "\n"
    assert [c for c in by_name(text)["公厕管护项目"].reason_codes if c != "R90"] == codes

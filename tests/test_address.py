"""The address: parsing, writing, restricting to what a dataset has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.address import Address, changed, parse, restrict, to_query
from dashboard.choices import Choices, DepartmentOption
from dashboard.formats import Unit

CHOICES = Choices(
    provinces=(("360000", "江西省"), ("420000", "湖北省")),
    cities={"360000": (("360100", "南昌市"),), "420000": (("420100", "武汉市"),)},
    districts={"360100": (("360103", "西湖区"), ("360113", "红谷滩区")), "420100": (("420112", "东西湖区"),)},
    departments=(
        DepartmentOption("360103-yjj", "西湖区应急管理局", "360103", "应急管理"),
        DepartmentOption("420112-yjj", "东西湖区应急管理局", "420112", "应急管理"),
    ),
    functions=(("应急管理", "应急管理"),),
    years=(2020, 2022, 2023),
    has_cases=True,
)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.dictionaries(_TEXT, st.lists(_TEXT, max_size=3), max_size=8))
def test_any_query_parses_and_what_is_written_parses_to_the_same(query: dict[str, list[str]]) -> None:
    address = parse(query)
    assert parse(to_query(address)) == address


def test_defaults_are_not_written() -> None:
    assert to_query(Address()) == {}
    assert to_query(parse({"dataset": ["real"], "lang": ["zh"], "unit": ["wan"]})) == {}


def test_everything_chosen_is_written() -> None:
    address = Address(
        dataset="demo", language="en", unit=Unit.YI, province="360000", city="360100", districts=("360103",),
        departments=("360103-yjj",), functions=("应急管理",), year_from=2022, year_to=2023, has_cases=True,
        own=(("q", ("疫情",)),),
    )  # fmt: skip
    assert parse(to_query(address)) == address


def test_a_dataset_is_a_folder_name_and_never_a_path() -> None:
    for name in ("../x", "a/b", ".", "", "x" * 65, "a b"):
        assert parse({"dataset": [name]}).dataset == "real"
    assert parse({"dataset": ["我的数据-2024"]}).dataset == "我的数据-2024"


def test_restrict_drops_what_is_not_there_or_contradicts() -> None:
    place = {"province": ["420000"], "city": ["360100"], "district": ["360103"]}
    wrong = parse({**place, "from": ["2022"], "to": ["2020"]})
    right = restrict(wrong, CHOICES)
    assert (right.province, right.city, right.districts) == ("420000", None, ())
    assert (right.year_from, right.year_to) == (2022, None)
    kept = restrict(parse({"district": ["360103"], "department": ["360103-yjj", "420112-yjj"]}), CHOICES)
    assert kept.departments == ("360103-yjj",)


def test_changes_name_fields_or_own_parameters() -> None:
    address = changed(Address(), {"districts": ("360103",), "low_threshold": "0.8"})
    assert to_query(address) == {"district": ["360103"], "low_threshold": ["0.8"]}
    assert changed(address, {"low_threshold": None}).own == ()

"""The invented city: districts, departments, place names, and how each differs from the others.

Belongs here: names and the numbers that give a district or a function its character. Does not belong here: project
names (``stems``), sentences (``wordings``), any drawing of random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

#: No province has this number in GB/T 2260, so an invented code can never meet a real one.
PROVINCE_CODE = "990000"
CITY_CODE = "990100"
PROVINCE = "演示省"
CITY = "演示市"
EDITION = "演示"
FIRST_YEAR = 2018


@dataclass(frozen=True)
class District:
    """A district. ``difficulty`` shifts the log-odds of under-spending, ``trend`` shifts it further each year."""

    slug: str
    name: str
    code: str
    size: float
    difficulty: float
    trend: float
    scheme_id: str = "demo-10-50-30-10"
    has_project_scores: bool = True


@dataclass(frozen=True)
class Function:
    """A kind of department. ``median`` is the median project budget in 万元, ``huge`` the share of huge works."""

    slug: str
    name: str
    suffix: str
    lines: float
    median: float
    difficulty: float
    group: str
    huge: float = 0.0
    first_year: int = FIRST_YEAR


DISTRICTS: tuple[District, ...] = (
    District("wangshan", "望山区", "990102", 1.25, 0.15, -0.10),
    District("dongwan", "东湾区", "990103", 1.20, -0.30, 0.00),
    District("changtan", "长滩区", "990104", 1.00, 0.55, -0.16),
    District("nanping", "南屏区", "990105", 1.05, -0.35, 0.13),
    District("xiling", "西岭区", "990106", 0.85, 0.30, 0.02),
    District("liuxi", "柳溪区", "990107", 0.95, -0.10, -0.03),
    District("beiqiao", "北桥区", "990108", 1.10, 0.05, 0.05),
    District("jindu", "金渡区", "990109", 0.95, -0.15, -0.06, scheme_id="demo-20-40-40"),
    District("qingshi", "青石区", "990110", 0.80, 0.35, -0.02),
    District("yunping", "云坪区", "990111", 0.85, 0.10, 0.03, has_project_scores=False),
)
#: The district whose reports say only how many projects scored within a band.

WORKS, SERVICE, SAFETY, OFFICE, ECONOMY = "works", "service", "safety", "office", "economy"
GROUPS = (WORKS, SERVICE, SAFETY, OFFICE, ECONOMY)

FUNCTIONS: tuple[Function, ...] = (
    Function("emergency", "应急管理", "应急管理局", 0.90, 55, 0.10, SAFETY),
    Function("education", "教育", "教育局", 1.90, 110, -0.25, SERVICE, 0.004),
    Function("health", "卫生健康", "卫生健康局", 1.60, 95, -0.10, SERVICE, 0.004),
    Function("housing", "住房城乡建设", "住房和城乡建设局", 1.90, 190, 0.75, WORKS, 0.022),
    Function("transport", "交通运输", "交通运输局", 1.50, 210, 0.65, WORKS, 0.026),
    Function("water", "水利", "水利局", 1.50, 160, 0.60, WORKS, 0.022),
    Function("science", "科学技术", "科学技术局", 0.75, 70, 0.20, ECONOMY),
    Function("ecology", "生态环境", "生态环境局", 1.00, 80, 0.15, WORKS),
    Function("commerce", "商务", "商务局", 0.75, 75, 0.10, ECONOMY),
    Function("forestry", "林业草原", "林业和草原局", 0.90, 70, 0.10, WORKS),
    Function("sport", "体育", "体育局", 0.65, 45, 0.05, SERVICE),
    Function("urban", "城市管理", "城市管理局", 1.35, 120, -0.05, WORKS),
    Function("reform", "发展改革", "发展和改革局", 0.85, 65, 0.15, OFFICE),
    Function("land", "自然资源", "自然资源局", 1.05, 95, 0.35, WORKS),
    Function("counter", "政务服务", "政务服务管理局", 0.70, 50, -0.30, OFFICE, first_year=2019),
    Function("veterans", "退役军人", "退役军人事务局", 0.75, 48, -0.40, SERVICE, first_year=2019),
    Function("culture", "文化旅游", "文化和旅游局", 1.05, 62, 0.10, SERVICE),
    Function("farming", "农业农村", "农业农村局", 1.50, 85, 0.20, WORKS, 0.004),
    Function("market", "市场监督", "市场监督管理局", 0.95, 42, -0.25, SAFETY),
    Function("labour", "人力社保", "人力资源和社会保障局", 1.00, 75, -0.35, SERVICE),
    Function("assets", "国有资产", "国有资产监督管理局", 0.55, 68, 0.20, OFFICE, first_year=2020),
    Function("police", "公安", "公安分局", 1.25, 88, -0.10, SAFETY),
    Function("finance", "财政", "财政局", 0.70, 46, -0.40, OFFICE),
    Function("justice", "司法", "司法局", 0.75, 32, -0.35, OFFICE),
    Function("insurance", "医疗保障", "医疗保障局", 0.65, 95, -0.55, SERVICE, first_year=2019),
    Function("civil", "民政", "民政局", 1.15, 85, -0.35, SERVICE),
    Function("archive", "档案", "档案局", 0.50, 24, -0.45, OFFICE),
    Function("petition", "信访", "信访局", 0.50, 22, -0.50, OFFICE),
    Function("statistics", "统计", "统计局", 0.55, 28, -0.40, OFFICE),
    Function("audit", "审计", "审计局", 0.55, 34, -0.45, OFFICE),
)

#: Shift of the log-odds of under-spending: two years of interruption, a catching-up year after the first.
YEAR_DIFFICULTY: dict[int, float] = {2020: 0.80, 2021: -0.10, 2022: 0.50}

#: Two-character place names are one character of each row; every district starts at its own offset.
TOPONYM_FIRST = "滨松云石龙凤白清金玉平安长兴福永东西南北上下新大古岩梅竹兰桃柳枫杏桂荷莲芦银铜青红紫黄双三九万千百"
TOPONYM_SECOND = "河岭台桥溪湖塘坪沟湾庄营堡滩泉岗峰坡洼渡港浦洲源阳泽林坊亭楼井村寨关店铺集屯家园山水田潭圩埠陂垭"

#: What follows the place name, by the class letter that a stem starts with (see ``stems``).
PLACE_SUFFIXES: dict[str, tuple[str, ...]] = {
    "片": ("片区", "街道", "镇", "组团", "老城区", "新区", "社区"),
    "路": ("路", "大道", "中路", "东路", "西路", "南路", "北路", "大街"),
    "河": ("河", "溪", "渠", "水库", "排洪沟", "湖", "灌区"),
    "村": ("村", "乡", "镇", "行政村", "中心村", "集镇"),
    "校": ("小学", "中学", "幼儿园", "实验小学", "职业中学", "九年制学校"),
    "院": ("卫生院", "社区卫生服务中心", "人民医院", "中医院", "妇幼保健院"),
    "林": ("林场", "山", "湿地", "公园", "保护区", "苗圃"),
    "站": ("街道", "镇", "社区", "片区", "乡", "中心"),
    "园": ("产业园", "科技园", "开发区", "商圈", "工业园", "园区"),
}

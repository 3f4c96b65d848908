"""Declares the tables of the catalogue: exchange rates, suppliers, products and certificates."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from actions.marketplace.base.records import Name, Place
from actions.marketplace.goods.catalogue.places import find_place
from actions.marketplace.goods.catalogue.records import PriceTier
from actions.marketplace.integrations.importing import values as read
from actions.marketplace.integrations.importing.columns import (
    MONEY,
    NAME,
    PRICE,
    QUANTITY,
    SHORT,
    BadRow,
    Column,
    Kind,
    Reference,
    Values,
    name_in,
    product_id,
    supplier_id,
)
from actions.marketplace.integrations.importing.records import NewCertificate, NewProduct, NewRate, NewSupplier

_UNTIL = "shown, as on record with you, until it can be computed from requests and orders here"


def _build_rate(rows: Sequence[Values]) -> NewRate:
    return NewRate(rows[0]["currency"], rows[0]["per_usd"], rows[0]["as_of"])


def _find_city(values: Values) -> Place:
    """Returns the supplier's city. A city that is not listed keeps the name that the row gives, provided that the row
    also names the province."""
    city, said = values["city"], values["province"]
    found = find_place(said) if said else None
    if said and found is None:
        raise BadRow("no_such_province", "province")
    place = find_place(city)
    if place is not None and place.city is None and place.province_code in _CITY_PROVINCES:
        place = Place(place.province_code, place.province, place.province)
    if place is not None and place.city is not None and (found is None or found.province_code == place.province_code):
        return place
    if found is None:
        raise BadRow("no_such_city", "city", province=("province", "省份"))
    return Place(found.province_code, found.province, Name(city, city))


_CITY_PROVINCES = frozenset({"CN-BJ", "CN-SH", "CN-TJ", "CN-CQ", "CN-HK", "CN-MO"})
"""Provinces that are a city. The name of such a province says in which city a company is."""


def _build_supplier(rows: Sequence[Values]) -> NewSupplier:
    values = rows[0]
    return NewSupplier(
        operator_id=values["supplier_id"],
        name=name_in(values),
        place=_find_city(values),
        kind=values["kind"],
        verified=values["verified"],
        rating=values["rating"],
        review_count=values["review_count"],
        founded_year=values["founded_year"],
        employees=values["employees"],
        export_percent=values["export_percent"],
        response_hours=values["response_hours"],
        on_time_percent=values["on_time_percent"],
    )


def _build_product(rows: Sequence[Values]) -> NewProduct:
    values = rows[0]
    name = name_in(values)
    tiers: tuple[PriceTier, ...] = values["prices"] or ()
    if not tiers:
        if values["price"] is None:
            raise BadRow("missing", "price")
        tiers = (PriceTier(values["moq"], values["price"]),)
    elif values["price"] is not None and tiers[0].minimum > values["moq"]:
        tiers = (PriceTier(values["moq"], values["price"]), *tiers)
    _check_tiers(tiers, values["moq"])
    english, chinese = values["other_names_en"], values["other_names_zh"]
    longest = max(len(english), len(chinese))
    others = zip(
        (*english, *[name.en] * (longest - len(english))),
        (*chinese, *[name.zh] * (longest - len(chinese))),
        strict=True,
    )
    return NewProduct(
        operator_id=values["product_id"],
        supplier_id=values["supplier_id"],
        name=name,
        other_names=tuple(Name(en, zh) for en, zh in others),
        category=name_in(values, "category", "category_zh"),
        unit=values["unit"],
        moq=values["moq"],
        lead_time_days=values["lead_time_days"],
        currency=values["currency"],
        tiers=tiers,
        sample_price=values["sample_price"],
        stock=values["stock"],
        paused=values["paused"],
        picture=values["picture"],
    )


def _check_tiers(tiers: Sequence[PriceTier], moq: Decimal) -> None:
    """Checks that each quantity from the minimum order on has a price, and that the price of a unit does not grow with
    the quantity."""
    first = tiers[0].minimum
    if first != moq:
        code = "tier_below" if first < moq else "tier_gap"
        raise BadRow(code, "prices", moq=f"{moq:,f}", first=f"{first:,f}")
    for less, more in pairwise(tiers):
        if more.unit_price > less.unit_price:
            raise BadRow("tier_dearer", "prices", less=f"{less.minimum:,f}", more=f"{more.minimum:,f}")


def _build_certificate(rows: Sequence[Values]) -> NewCertificate:
    values = rows[0]
    return NewCertificate(
        operator_id=values["certificate_id"],
        supplier_id=values["supplier_id"],
        product_id=values["product_id"],
        code=values["certificate"],
        number=values["number"],
        issuer=values["issuer"],
        valid_until=values["valid_until"],
    )


RATES = Kind(
    "rates",
    "汇率",
    "currency",
    (
        Column("currency", "币种", read.read_currency, True, examples=("BRL", "PLN"), also=("货币",)),
        Column(
            "per_usd",
            "每美元",
            read.number(0, above=True),
            True,
            examples=("5.40", "3.64"),
            also=("rate", "汇率"),
            says="how much of it one US dollar buys",
        ),
        Column(
            "as_of",
            "汇率日期",
            read.read_day,
            examples=("2026-11-24", "2026-11-24"),
            also=("date", "rate date", "日期"),
            says="the day for which the rate holds; empty: the day on which it was imported",
        ),
    ),
    _build_rate,
    also=("exchange_rates",),
)
SUPPLIERS = Kind(
    "suppliers",
    "供应商",
    "supplier_id",
    (
        supplier_id(("S-001", "S-002"), says="your own id of the supplier"),
        Column(
            "name_en",
            "英文名称",
            NAME,
            examples=("Jingdezhen Ruilin Ceramics Co., Ltd.", "Ningbo Haitian Hardware"),
            also=("name", "supplier name", "英文名", "company"),
            says="one of the two names is enough",
        ),
        Column(
            "name_zh",
            "中文名称",
            NAME,
            examples=("景德镇瑞麟陶瓷有限公司", "宁波海天五金有限公司"),
            also=("名称", "供应商名称", "公司名称", "中文名"),
        ),
        Column(
            "city", "城市", SHORT, True, examples=("Jingdezhen", "宁波"), also=("所在城市",), says="a city in China"
        ),
        Column("province", "省份", SHORT, also=("所在省份", "省"), says="needed for a city that Caravan does not know"),
        Column(
            "kind",
            "类型",
            read.one_of(
                {
                    "factory": ("工厂", "manufacturer", "生产厂家", "厂家"),
                    "trading_company": ("贸易公司", "trader", "trading", "贸易商"),
                }
            ),
            otherwise="factory",
            examples=("factory", "贸易公司"),
            also=(
                "type",
                "supplier type",
                "企业类型",
            ),
        ),
        Column(
            "verified",
            "已认证",
            read.read_yes,
            otherwise=False,
            examples=("yes", "否"),
            also=("是否认证",),
            says="whether you have checked the company",
        ),
        Column("rating", "评分", read.read_rating, examples=("4.6", ""), says="out of 5; empty without reviews"),
        Column("review_count", "评价数", read.whole(0, 10_000_000), otherwise=0, examples=("31", "")),
        Column("founded_year", "成立年份", read.whole(1500, 2100), examples=("1998", ""), also=("founded", "成立时间")),
        Column("employees", "员工人数", read.whole(1, 10_000_000), examples=("120", "")),
        Column("export_percent", "出口比例", read.whole(0, 100), examples=("60", "")),
        Column("response_hours", "回复小时数", read.whole(1, 1000), examples=("6", ""), says=_UNTIL),
        Column("on_time_percent", "准时交货率", read.whole(0, 100), examples=("96", ""), says=_UNTIL),
    ),
    _build_supplier,
)
PRODUCTS = Kind(
    "products",
    "产品",
    "product_id",
    (
        product_id(("P-1001", "P-1002"), says="your own id of the product"),
        supplier_id(("S-001", "S-001"), says="the id of its supplier in suppliers"),
        Column(
            "name_en",
            "英文名称",
            NAME,
            examples=("Porcelain tea set, 6 cups", "Stainless steel hinge"),
            also=("name", "product name", "英文品名", "英文名", "title"),
            says="one of the two names is enough",
        ),
        Column(
            "name_zh",
            "中文名称",
            NAME,
            examples=("瓷茶具 六杯装", "不锈钢铰链"),
            also=("名称", "品名", "产品名称", "商品名称", "中文品名", "中文名"),
        ),
        Column(
            "other_names_en",
            "英文别名",
            read.read_words,
            otherwise=(),
            examples=("tea service; teapot set", ""),
            also=("keywords_en", "keywords"),
            says="other names of the same goods, with semicolons between",
        ),
        Column(
            "other_names_zh",
            "中文别名",
            read.read_words,
            otherwise=(),
            examples=("茶壶套装；整套茶具", ""),
            also=("keywords_zh", "关键词", "别名"),
        ),
        Column(
            "category",
            "类目",
            SHORT,
            examples=("Tableware", "五金"),
            also=("分类", "类别", "品类", "category_en"),
            says="needed in one of the two languages; an own one is made if there is none of this name",
        ),
        Column("category_zh", "中文类目", SHORT, also=("中文分类",)),
        Column("unit", "单位", read.read_unit, True, examples=("set", "件"), also=("计量单位",)),
        Column(
            "moq",
            "最小起订量",
            QUANTITY,
            True,
            examples=("100", "1,000"),
            also=(
                "起订量",
                "minimum order",
                "minimum order quantity",
                "min order",
                "min order qty",
                "min qty",
                "最低起订量",
            ),
        ),
        Column(
            "lead_time_days",
            "交货天数",
            read.whole(0, 1000),
            True,
            examples=("20", "15"),
            also=("lead time", "delivery days", "交期", "交货期", "交期天数"),
        ),
        Column("currency", "币种", read.read_currency, True, examples=("USD", "人民币"), also=("货币",)),
        Column(
            "price",
            "单价",
            PRICE,
            examples=("", "2.35"),
            also=("unit price", "unit_price", "价格"),
            says="from the minimum order on; or prices, or both",
        ),
        Column(
            "prices",
            "阶梯价",
            read.read_tiers,
            examples=("100=12.50; 500=11.80; 2000=11", ""),
            also=("price_tiers", "price breaks", "tiers", "价格阶梯", "阶梯价格"),
            says="quantity=price, with semicolons between",
        ),
        Column("sample_price", "样品价", MONEY, examples=("25", ""), also=("样品费",), says="0 for a free sample"),
        Column(
            "stock",
            "库存",
            read.number(0, counts=True),
            examples=("", "5000"),
            also=("in stock", "stock qty", "库存数量"),
            says="what can be sent at once; empty if you do not say",
        ),
        Column(
            "paused",
            "暂停销售",
            read.read_yes,
            otherwise=False,
            examples=("no", ""),
            also=("下架", "停售"),
            says="yes takes it out of the search",
        ),
        Column(
            "picture",
            "图片",
            read.read_picture,
            examples=("tea-set-6.jpg", ""),
            also=("image", "photo", "picture file", "image file", "商品图片", "产品图片", "主图", "图片文件"),
            says="the name of its file, without a folder; the files come by `python -m bot pictures import`",
        ),
    ),
    _build_product,
    references=(Reference("supplier_id", "suppliers", lambda one: [one.supplier_id]),),
    also=("goods", "catalogue", "catalog", "商品", "货品"),
)
CERTIFICATES = Kind(
    "certificates",
    "证书",
    "certificate_id",
    (
        Column(
            "certificate_id",
            "证书编号",
            read.read_id,
            True,
            examples=("C-1", "C-2"),
            also=("证书ID",),
            says="your own id of the certificate",
        ),
        supplier_id(("S-001", "S-001")),
        product_id(("", "P-1001"), says="empty if it is of the whole company", required=False),
        Column(
            "certificate",
            "证书名称",
            read.read_certificate,
            True,
            examples=("ISO 9001", "LFGB"),
            also=("type", "证书类型"),
        ),
        Column("number", "证书号码", read.text(60), True, examples=("Q-33821", "LF-2026-118"), also=("证书号",)),
        Column("issuer", "发证机构", read.text(100), True, examples=("SGS", "TÜV Rheinland")),
        Column("valid_until", "有效期至", read.read_day, True, examples=("2028-03-31", "2027-12-31"), also=("有效期",)),
    ),
    _build_certificate,
    references=(
        Reference("supplier_id", "suppliers", lambda one: [one.supplier_id]),
        Reference("product_id", "products", lambda one: [one.product_id] if one.product_id else []),
    ),
)

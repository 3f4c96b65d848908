"""Declares the tables of accounts and trades: accounts with their companies, orders, payments and shipments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.marketplace.base.records import Destination, Quantity
from actions.marketplace.integrations.importing import values as read
from actions.marketplace.integrations.importing.columns import (
    MONEY,
    NAME,
    QUANTITY,
    SHORT,
    BadRow,
    Column,
    Kind,
    Reference,
    Values,
    city_in,
    name_in,
    optional_name,
    order_id,
    product_id,
    supplier_id,
)
from actions.marketplace.integrations.importing.records import (
    BuyingCompany,
    NewAccount,
    NewLine,
    NewOrder,
    NewPayment,
    NewShipment,
)
from actions.marketplace.trades.orders.carriers import usual_mode


def _build_account(rows: Sequence[Values]) -> NewAccount:
    values = rows[0]
    account, role = values["account_id"], values["role"]
    if role == "supplier":
        if values["company_id"] is None:
            raise BadRow("missing", "company_id")
        return NewAccount(account, role, values["language"], values["company_id"], None)
    if values["country"] is None:
        raise BadRow("missing", "country")
    company = BuyingCompany(name_in(values), values["country"], city_in(values["country"], values))
    return NewAccount(account, role, values["language"], values["company_id"] or account, company)


EVENT_COLUMNS: Mapping[str, Any] = {
    "accepted_at": "accepted",
    "production_started_at": "production_started",
    "production_finished_at": "production_finished",
    "shipped_at": "shipped",
    "delivered_at": "delivered",
    "completed_at": "completed",
    "cancelled_at": "cancelled",
}
"""The columns of an order that say when something happened, with the kind of the event."""


def _build_order(rows: Sequence[Values]) -> NewOrder:
    values = rows[0]
    if values["expected_on"] is not None and values["expected_on"] < values["placed_at"].date():
        raise BadRow("before", "expected_on", other=("placed_at", "下单时间"))
    country = values["destination_country"]
    destination = None
    if country is not None:
        destination = Destination(country, city_in(country, values, "destination_en", "destination_zh"))
    return NewOrder(
        operator_id=values["order_id"],
        number=values["number"],
        buyer_id=values["buyer_id"],
        supplier_id=values["supplier_id"],
        state=values["state"],
        incoterm=values["incoterm"],
        destination=destination,
        currency=values["currency"],
        placed_at=values["placed_at"],
        expected_on=values["expected_on"],
        claim_until=values["claim_until"],
        events=tuple((kind, values[column]) for column, kind in EVENT_COLUMNS.items() if values[column] is not None),
        lines=tuple(_build_line(row) for row in rows),
    )


def _build_line(values: Values) -> NewLine:
    name = optional_name(values, "goods_en", "goods_zh")
    if values["product_id"] is None and name is None:
        raise BadRow("missing", "product_id")
    if values["product_id"] is None and values["unit"] is None:
        raise BadRow("missing", "unit")
    return NewLine(values["product_id"], name, Quantity(values["quantity"], values["unit"] or ""), values["unit_price"])


def _build_payment(rows: Sequence[Values]) -> NewPayment:
    values = rows[0]
    if values["state"] == "paid" and values["paid_at"] is None:
        raise BadRow("without", "state", other=("paid_at", "付款时间"))
    return NewPayment(
        operator_id=values["payment_id"],
        order_id=values["order_id"],
        kind=values["kind"],
        state=values["state"],
        amount=values["amount"],
        currency=values["currency"],
        method=values["method"],
        due_on=values["due_on"],
        paid_at=values["paid_at"] if values["state"] == "paid" else None,
    )


def _build_shipment(rows: Sequence[Values]) -> NewShipment:
    values = rows[0]
    return NewShipment(
        operator_id=values["shipment_id"],
        order_id=values["order_id"],
        mode=values["mode"] or usual_mode(values["carrier"]),
        carrier=values["carrier"],
        tracking_number=values["tracking_number"],
        vessel=values["vessel"],
        origin=optional_name(values, "origin_en", "origin_zh"),
        destination=optional_name(values, "destination_en", "destination_zh"),
        shipped_at=values["shipped_at"],
        eta=values["eta"],
        arrived_at=values["arrived_at"],
    )


_LANGUAGES = {
    "en": ("英文", "English", "英语", "en-US", "en-GB"),
    "zh": ("中文", "Chinese", "zh-CN", "简体中文", "汉语"),
}
_STATES = {
    "awaiting_confirmation": ("待确认", "pending", "new"),
    "accepted": ("已接单", "confirmed", "已确认"),
    "in_production": ("生产中", "production"),
    "ready_to_ship": ("待发货", "ready"),
    "shipped": ("已发货", "in transit", "运输中"),
    "delivered": ("已送达", "arrived", "已签收", "已收货"),
    "completed": ("已完成", "done", "closed"),
    "disputed": ("纠纷处理中", "in dispute", "dispute"),
    "cancelled": ("已取消", "canceled"),
}
_MODES = {
    "sea": ("海运", "by sea", "ocean"),
    "rail": ("铁路运输", "by rail", "铁路", "train"),
    "air": ("空运", "by air"),
    "express": ("快递", "by express", "courier"),
    "road": ("公路运输", "by road", "公路", "truck"),
}


ACCOUNTS = Kind(
    "accounts",
    "账号",
    "account_id",
    (
        Column(
            "account_id",
            "账号",
            read.read_account,
            True,
            examples=("anna-berg", "ruilin-sales"),
            also=("account", "账户"),
            says="the account that your site signs for the person (docs/embed.md)",
        ),
        Column(
            "role",
            "角色",
            read.one_of({"buyer": ("买家", "采购商", "采购方"), "supplier": ("供应商", "卖家", "seller")}),
            True,
            examples=("buyer", "supplier"),
        ),
        Column(
            "company_id",
            "公司编号",
            read.read_id,
            examples=("B-77", "S-001"),
            also=("customer id", "buyer_id", "supplier_id"),
            says="a supplier: its supplier_id; a buyer: your id of the company, if several accounts share it",
        ),
        Column("language", "语言", read.one_of(_LANGUAGES), otherwise="en", examples=("en", "zh")),
        Column(
            "name_en",
            "英文名称",
            NAME,
            examples=("Berg Living GmbH", ""),
            also=("name", "company", "英文名"),
            says="of a buying company",
        ),
        Column("name_zh", "中文名称", NAME, also=("名称", "公司名称", "中文名")),
        Column(
            "country",
            "国家",
            read.read_country,
            examples=("DE", ""),
            also=("国家/地区", "国家或地区"),
            says="a buyer's",
        ),
        Column("city_en", "英文城市", SHORT, examples=("Hamburg", ""), also=("city",), says="a buyer's"),
        Column("city_zh", "中文城市", SHORT, also=("城市",)),
    ),
    _build_account,
    references=(Reference("company_id", "suppliers", lambda one: [one.company_id] if one.role == "supplier" else []),),
    also=("people", "buyers", "人员", "账户", "买家"),
)
ORDERS = Kind(
    "orders",
    "订单",
    "order_id",
    (
        order_id(
            ("SO-9001", "SO-9001"),
            says="your own id; rows one after another with the same id are the lines of one order",
        ),
        Column(
            "number",
            "订单号",
            read.read_order_number,
            examples=("ORD-500001", "ORD-500001"),
            says="how people call it in the chat: ORD- and six digits; empty: Caravan gives the next one",
        ),
        Column(
            "buyer_id",
            "买家编号",
            read.read_id,
            True,
            examples=("B-77", "B-77"),
            also=("customer id", "customer no", "customer", "buyer", "买方编号", "客户编号"),
            says="a buyer's company_id in accounts, or its account_id if it has none",
        ),
        supplier_id(("S-001", "S-001")),
        Column(
            "state",
            "状态",
            read.one_of(_STATES),
            True,
            examples=("in_production", "in_production"),
            also=("status", "订单状态"),
        ),
        Column(
            "placed_at",
            "下单时间",
            read.read_moment,
            True,
            examples=("2026-11-02", "2026-11-02"),
            also=("ordered", "order date", "date", "下单日期"),
        ),
        Column("currency", "币种", read.read_currency, True, examples=("USD", "USD"), also=("货币",)),
        Column(
            "incoterm",
            "贸易术语",
            read.read_incoterm,
            True,
            examples=("FOB", "FOB"),
            also=("terms", "trade terms", "价格条款"),
        ),
        Column(
            "destination_country", "目的国", read.read_country, also=("目的地国家",), says="empty: where the buyer is"
        ),
        Column("destination_en", "目的港英文", SHORT, also=("destination",)),
        Column("destination_zh", "目的港", SHORT, also=("目的地",)),
        Column(
            "expected_on",
            "预计交货日期",
            read.read_day,
            examples=("2026-12-20", "2026-12-20"),
            also=("expected delivery", "delivery date", "预计交货"),
        ),
        Column("claim_until", "索赔截止", read.read_moment, says="until when problems can be reported, once delivered"),
        *(
            Column(name, zh, read.read_moment)
            for name, zh in zip(
                EVENT_COLUMNS,
                ("接单时间", "开始生产时间", "完成生产时间", "发货时间", "送达时间", "完成时间", "取消时间"),
                strict=True,
            )
        ),
        product_id(("P-1001", "P-1002"), says="of a line; or goods", required=False),
        Column("goods_en", "英文品名", NAME, says="of a line without a product_id", also=("goods",)),
        Column("goods_zh", "品名", NAME, also=("中文品名",)),
        Column("quantity", "数量", QUANTITY, True, examples=("500", "1000"), also=("qty",)),
        Column("unit", "单位", read.read_unit, says="empty: the product's"),
        Column("unit_price", "单价", MONEY, True, examples=("11.80", "2.35"), also=("price", "价格")),
    ),
    _build_order,
    references=(
        Reference("buyer_id", "buyers", lambda one: [one.buyer_id]),
        Reference("supplier_id", "suppliers", lambda one: [one.supplier_id]),
        Reference("product_id", "products", lambda one: [line.product_id for line in one.lines if line.product_id]),
    ),
    line=frozenset({"product_id", "goods_en", "goods_zh", "quantity", "unit", "unit_price"}),
)
PAYMENTS = Kind(
    "payments",
    "付款",
    "payment_id",
    (
        Column("payment_id", "付款编号", read.read_id, True, examples=("PAY-1", "PAY-2"), also=("付款ID",)),
        order_id(("SO-9001", "SO-9001")),
        Column(
            "kind",
            "类型",
            read.one_of(
                {
                    "deposit": ("定金", "down payment", "预付款"),
                    "balance": ("尾款",),
                    "full": ("全款", "full payment"),
                    "refund": ("退款",),
                }
            ),
            True,
            examples=("deposit", "balance"),
            also=("付款类型",),
        ),
        Column(
            "state",
            "状态",
            read.one_of(
                {
                    "due": ("待支付", "unpaid", "open", "未付"),
                    "pending": ("处理中", "on its way"),
                    "paid": ("已支付", "received", "已付", "已收款"),
                }
            ),
            True,
            examples=("paid", "due"),
            also=("付款状态", "status"),
        ),
        Column("amount", "金额", MONEY, True, examples=("2475", "5775")),
        Column("currency", "币种", read.read_currency, says="empty: the order's", also=("货币",)),
        Column(
            "method",
            "付款方式",
            read.one_of(
                {
                    "bank_transfer": ("银行电汇", "wire", "t/t", "电汇", "银行转账"),
                    "letter_of_credit": ("信用证", "l/c"),
                    "card": ("刷卡", "credit card"),
                }
            ),
            otherwise="bank_transfer",
            examples=("bank_transfer", ""),
        ),
        Column("due_on", "应付日期", read.read_day, examples=("", "2026-12-20"), also=("到期日",)),
        Column("paid_at", "付款时间", read.read_moment, examples=("2026-11-04", ""), also=("付款日期",)),
    ),
    _build_payment,
    references=(Reference("order_id", "orders", lambda one: [one.order_id]),),
)
SHIPMENTS = Kind(
    "shipments",
    "发货",
    "shipment_id",
    (
        Column("shipment_id", "发货编号", read.read_id, True, examples=("SH-1", ""), also=("发货ID", "运单编号")),
        order_id(("SO-9001", "")),
        Column("carrier", "承运商", read.read_carrier, True, examples=("COSCO", ""), also=("物流公司", "承运人")),
        Column(
            "tracking_number",
            "运单号",
            read.read_tracking,
            True,
            examples=("COSU6341180190", ""),
            also=("tracking", "提单号"),
        ),
        Column("mode", "运输方式", read.one_of(_MODES), examples=("sea", ""), says="empty: the carrier's usual one"),
        Column("vessel", "船名", SHORT),
        Column(
            "origin_en",
            "起运地英文",
            SHORT,
            examples=("Shanghai", ""),
            also=("origin",),
            says="empty: the supplier's city",
        ),
        Column("origin_zh", "起运地", SHORT, also=("起运港",)),
        Column("destination_en", "目的地英文", SHORT, also=("destination",), says="empty: the order's"),
        Column("destination_zh", "目的地", SHORT, also=("目的港",)),
        Column("shipped_at", "发货时间", read.read_moment, True, examples=("2026-11-20", ""), also=("发货日期",)),
        Column("eta", "预计到达", read.read_day, examples=("2026-12-28", ""), also=("预计到达日期",)),
        Column("arrived_at", "到达时间", read.read_moment, also=("到达日期",)),
    ),
    _build_shipment,
    references=(Reference("order_id", "orders", lambda one: [one.order_id]),),
)

"""Carriers as both languages call them, and how they usually carry."""

from actions.marketplace.records import Name, ShipmentMode

_CARRIERS: dict[ShipmentMode, str] = {
    "express": "SF Express|顺丰速运, YTO Express|圆通速递, ZTO Express|中通快递, STO Express|申通快递, Yunda Express|韵达快递,"
    " J&T Express|极兔速递, JD Logistics|京东物流, EMS|邮政EMS, Best Express|百世快递, Kuayue Express|跨越速运, DHL|DHL,"
    " FedEx|联邦快递, UPS|UPS, TNT|TNT, Aramex|Aramex, DPD|DPD, GLS|GLS, USPS|美国邮政, Royal Mail|英国皇家邮政,"
    " SingPost|新加坡邮政, Yanwen|燕文物流, 4PX|递四方, YunExpress|云途物流, Cainiao|菜鸟物流",
    "road": "Deppon|德邦快递, Ane Logistics|安能物流, Yimidida|壹米滴答",
    "sea": "Maersk|马士基, MSC|地中海航运, COSCO|中远海运, CMA CGM|达飞轮船, Evergreen|长荣海运, Hapag-Lloyd|赫伯罗特,"
    " ONE|海洋网联船务, OOCL|东方海外, Yang Ming|阳明海运, HMM|现代商船, ZIM|以星航运, PIL|太平船务, Wan Hai|万海航运,"
    " SITC|海丰国际",
    "rail": "CRE|中铁快运, China Railway|中国铁路",
}
_KNOWN = {
    name.split("|")[0]: (Name(*name.split("|")), mode)
    for mode, names in _CARRIERS.items()
    for name in names.split(", ")
}


def carrier_names(canonical: str) -> Name:
    """In both languages; what was said, for one that is not known."""
    known = _KNOWN.get(canonical)
    return known[0] if known else Name(canonical, canonical)


def usual_mode(canonical: str) -> ShipmentMode:
    """How this carrier usually carries; by road for one that is not known."""
    known = _KNOWN.get(canonical)
    return known[1] if known else "road"

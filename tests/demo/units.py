"""Who is in the demonstration: an authority, ten invented enterprises, and what lies below them."""

from __future__ import annotations

from dataclasses import dataclass, field

AUTHORITY = "示例区国资委"


@dataclass(frozen=True)
class Unit:
    """An enterprise.

    Attributes:
        id: how the entities file calls it.
        written: how its forms call it; resolved by the aliases of the entities file.
        sites: old premises, by number.
        contractors: by number.
        subsidiaries: ids.
    """

    id: str
    written: str
    sector: str
    headcount: int
    high_risk: bool = False
    crowded: bool = False
    subsidiaries: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    contractors: tuple[str, ...] = ()
    staff_needed: int = 1
    aliases: tuple[str, ...] = field(default=())


UNITS = {
    unit.id[2]: unit
    for unit in (
        Unit("示例甲水务集团", "甲水务", "供水", 420, aliases=("甲水务", "甲水务公司")),
        Unit("示例乙建工集团", "乙建工", "建筑施工", 860, high_risk=True, staff_needed=2, aliases=("乙建工", "乙建工集团")),
        Unit("示例丙商业集团", "丙商业", "商业零售", 310, subsidiaries=("示例丙百货公司",), sites=("丙-01",), aliases=("丙商业",)),
        Unit("示例丁物业集团", "丁物业", "物业服务", 260, subsidiaries=("示例丁保安公司",), sites=("丁-01",),
             contractors=("丁-C1",), aliases=("丁物业", "丁物业集团")),
        Unit("示例戊文旅集团", "戊文旅", "景区运营", 350, crowded=True, aliases=("戊文旅",)),
        Unit("示例己客运集团", "己客运", "道路客运", 540, high_risk=True, staff_needed=2, aliases=("己客运", "己客运公司")),
        Unit("示例庚粮储集团", "庚粮储", "粮食仓储", 190, subsidiaries=("示例庚粮库公司",), aliases=("庚粮储",)),
        Unit("示例辛环卫集团", "辛环卫", "环境卫生", 480, contractors=("辛-C1", "辛-C2"), aliases=("辛环卫",)),
        Unit("示例壬园林集团", "壬园林", "园林绿化", 150, aliases=("壬园林",)),
        Unit("示例癸科创集团", "癸科创", "园区运营", 60, aliases=("癸科创",)),
    )
}  # fmt: skip

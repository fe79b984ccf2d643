"""A small vocabulary with every type of field, and a registry kind with attributes."""

from __future__ import annotations

from zhiben.events.vocabulary import Field, Kind, Label, Value, Vocabulary

ZONE = "Asia/Shanghai"

LED_BY = Field(
    "led_by",
    "category",
    label=Label("带队人", "led by"),
    values=(
        Value("principal", Label("主要负责人", "principal"), ("一把手",)),
        Value("deputy", Label("分管负责人", "deputy")),
        Value("staff"),
    ),
)
TOPICS = Field(
    "topics",
    "category",
    many=True,
    label=Label("检查内容", "topics"),
    values=(Value("fire", Label("消防")), Value("power", Label("用电")), Value("gas", Label("燃气/煤气"))),
)

INSPECTION = Kind(
    "inspection",
    Label("检查", "inspection"),
    {
        f.name: f
        for f in (
            LED_BY,
            TOPICS,
            Field("score", "number", label=Label("得分", "score")),
            Field("persons", "integer", label=Label("人数", "persons")),
            Field("passed", "flag", label=Label("是否合格", "passed")),
            Field("due", "date", label=Label("整改期限", "due"), aka=("限期",)),
            Field("started", "time", label=Label("开始时间", "started")),
            Field("lasted", "duration", label=Label("用时", "lasted")),
            Field("inspector", "ref", label=Label("检查单位", "inspector")),
            Field("remarks", "text", label=Label("备注", "remarks")),
            Field("participants", "ref", many=True, label=Label("参加单位", "participants")),
        )
    },
)
DRILL = Kind(
    "drill",
    Label("演练", "drill"),
    {
        "kind": Field("kind", "category", label=Label("演练类别", "kind"), values=(Value("fire"), Value("flood"))),
        "remarks": Field("remarks", "text", label=Label("备注", "remarks")),
    },
)
TRAINING = Kind("training", Label("培训", "training"))

ENTERPRISE = Kind(
    "enterprise",
    Label("企业", "enterprise"),
    {
        "high_risk": Field("high_risk", "flag", label=Label("高危", "high risk")),
        "staff": Field("staff", "integer", label=Label("职工人数", "staff")),
    },
)
SITE = Kind("site", Label("场所", "site"), {"area": Field("area", "number", label=Label("面积", "area"))})

VOCABULARY = Vocabulary({k.name: k for k in (ENTERPRISE, SITE)}, {k.name: k for k in (INSPECTION, DRILL, TRAINING)})

"""The words for remedies: how one record or several begin, and why no record can be named."""

from __future__ import annotations

HEADS = {
    "zh": {
        ("one", "missed"): "只需有1条这样的记录即为履行：",
        ("one", "open"): "再有1条这样的记录即为履行：",
        ("one", "unknown"): "只需有1条这样的记录即可判定为履行：",
        ("several", "missed"): "还需要{}条这样的记录：",
        ("several", "open"): "还需要{}条这样的记录：",
        ("several", "unknown"): "还需要{}条这样的记录：",
    },
    "en": {
        ("one", "missed"): "One record would have met it: ",
        ("one", "open"): "One more record will meet it: ",
        ("one", "unknown"): "One record would show that it was met: ",
        ("several", "missed"): "It would have taken {} more records such as: ",
        ("several", "open"): "It takes {} more records such as: ",
        ("several", "unknown"): "It would take {} more records such as: ",
    },
}

STATE = {"breached": "missed", "late": "missed", "waived": "missed", "pending": "open", "unknown": "unknown"}

NONE = {
    "zh": {
        "exceeded": "再补充记录也不能改变；如{}的记录有误，应予更正，否则只能申请豁免。",
        "standing": "须在时限内终结上述事项。",
        "uncovered": "所申报的记录不完整，不能指出单独一条足以履行的记录。",
        "no_room": "期限内已没有可供补记的时间；只能申请豁免。",
        "unbounded": "补充多少条记录都不能达到要求；只能更正有误的记录，或申请豁免。",
        "decided": "须由所统计的各项义务自身的履行来改变，不能以单独一条记录补救。",
        "contradiction": "不能指出单独一条足以履行的记录。",
        "entangled": "这样的记录本身又会引起或改变义务，因此不能指出单独一条足以履行的记录。",
        "ended": "这样的记录会被日志中已有的记录终结，因此不能指出单独一条足以履行的记录。",
    },
    "en": {
        "exceeded": "No further record can undo this: if the record at {} is wrong it has to be corrected, otherwise "
        "only a waiver helps.",
        "standing": "They had to be ended in time.",
        "uncovered": "The log is not declared complete, so no single record can be named that would have met it.",
        "no_room": "No time is left in which a record could count; only a waiver helps.",
        "unbounded": "No number of further records can bring this about; only the correction of a wrong record, or a "
        "waiver.",
        "decided": "The duties that are counted have to be met, each by its own records; no single record does it.",
        "contradiction": "No single record can be named that would have met it.",
        "entangled": "Such a record would itself raise, move or end the duty, so no single one can be named.",
        "ended": "What such a record begins would be ended by one that is in the log, so no single one can be named.",
    },
}

OPEN_BOUND = {
    "zh": "目前无需补充记录，到期前继续符合要求即可。",
    "en": "No further record is needed as it stands; it has to stay so until it is due.",
}

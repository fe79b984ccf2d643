"""Words for waivers and for what changed since a baseline, Chinese and English side by side."""

from __future__ import annotations

from zhiben.rules.waivers import SOON

STATUS = {
    "new": ("新出现", "new"),
    "reopened": ("再次出现", "reopened"),
    "persisting": ("持续存在", "persisting"),
}
OUTCOME = {
    "cured": ("已整改", "cured"),
    "revised": ("因更正而消除", "removed by a revision"),
    "waived": ("已获豁免", "waived"),
    "unsettled": ("目前不能认定", "unsettled now"),
    "not-owed": ("不再应履行", "no longer owed"),
}
# Why a finding of the baseline is none any more; {detail} is put in.
GONE = {
    "record-added": ("有了新的记录，要求已满足", "records are there now that meet it"),
    "record-replaced": ("所依据的记录被其他记录取代", "records that it rested on were replaced by others"),
    "record-withdrawn": ("所依据的记录已不在", "records that it rested on are gone"),
    "requirement-changed": ("要求或期限与基线不同", "what is required, or by when, is not what it was"),
    "parameter-changed": ("参数取值与基线不同：{detail}", "a parameter has another value: {detail}"),
    "facts-changed": (
        "记录内容、对象清单或完整性申报有变动",
        "records, entities or declared coverage are not what they were",
    ),
    "waiver": ("依据豁免 {detail}", "by waiver {detail}"),
    "unknown": ("无法判定：{detail}", "it cannot be judged: {detail}"),
    "pending": ("期限又未届满", "its window is open again"),
    "rule-removed": ("该规则已不在规则库中", "its rule is no longer in the rulebook"),
    "raiser-waived": ("引起它的义务已获豁免", "the duty whose breach raised it is waived"),
    "raiser-changed": ("引起它的义务已有其他判定", "the duty that raised it has another verdict"),
    "trigger-gone": ("触发它的记录已不在：{detail}", "the record that raised it is gone: {detail}"),
    "entity-gone": (
        "所涉对象已不在对象清单中：{detail}",
        "the entity that it concerns is no longer there: {detail}",
    ),
    "bearer-gone": ("责任主体已不在对象清单中", "its bearer is no longer there"),
    "bearer-not-in-force": ("责任主体当时不在有效期内", "its bearer is not in force then"),
    "window-changed": ("由另一期间的义务取代", "a duty with another window has taken its place"),
    "rulebook-changed": ("规则库有变动", "the rulebook is not what it was"),
}
STATE = {
    "future": ("尚未生效", "not begun"),
    "valid": ("有效", "valid"),
    "expiring": ("即将到期", "expires soon"),
    "expired": ("已过期", "expired"),
}
UNUSED = {
    "": ("", ""),
    "forbidden": ("规则不允许豁免", "the rule may not be waived"),
    "not-judged": ("其规则本次未判定", "its rule was not judged this time"),
    "out-of-scope": ("没有义务在其范围内", "no duty is in its scope"),
    "not-needed": ("范围内的义务不需要豁免", "the duties in its scope need no waiver"),
    "not-valid-then": ("范围内的义务届满时它不在有效期内", "it did not hold when the windows in its scope closed"),
    "another-waiver": (
        "范围内的义务已由有效期更长的豁免覆盖",
        "a waiver that holds longer covers them",
    ),
}
NOTE_OF_CHANGE = {
    "waivers-forbidden": (
        "注意：以下豁免涉及不允许豁免的规则，对这些规则不起作用：{about}",
        "NOTE: these waivers concern rules that may not be waived, and excuse none of their duties: {about}",
    ),
    "waivers-expired": ("{count} 份豁免已过期：{about}", "{count} {count:waiver has|waivers have} expired: {about}"),
    "waivers-expiring": (
        f"{{count}} 份豁免将在 {SOON} 天内到期：{{about}}",
        f"{{count}} {{count:waiver expires|waivers expire}} within {SOON} days: {{about}}",
    ),
    "waivers-unused": (
        "注意：{count} 份豁免没有豁免任何义务：{about}",
        "NOTE: {count} {count:waiver excuses|waivers excuse} nothing: {about}",
    ),
    "baseline-rulebook-changed": (
        "注意：规则库与基线所用的（版本 {first}）不同，变化可能出于规则，而非履行情况。",
        "NOTE: the rulebook is not the one of the baseline (version {first}): what changed may be the rules.",
    ),
    "baseline-parameters-changed": (
        "注意：以下参数的取值与基线不同：{about}",
        "NOTE: these parameters have other values than in the baseline: {about}",
    ),
    "baseline-evidence-gone": (
        "注意：基线所依据的 {count} 条记录已不在本次采纳的记录中：{about}",
        "NOTE: {count} {count:record|records} that the baseline rests on {count:is|are} not among the accepted ones "
        "any more: {about}",
    ),
}

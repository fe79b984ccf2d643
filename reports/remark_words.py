"""The words for remarks on the quality of a log: (Chinese, English) by code, by code and reason, or by reason."""

from __future__ import annotations

HEADINGS = {
    "title": ("记录质量", "Quality of the log"),
    "apart": (
        "只供核查，不影响任何判定、问题数和退出码。",
        "For information: no verdict, no count of findings and no exit code rests on these remarks.",
    ),
    "remark": ("情况", "Remark"),
    "quality": (
        "记录质量（提醒 {warnings} 项，提示 {notes} 项；只供核查，不影响任何判定、问题数和退出码）",
        "Quality of the log (warnings: {warnings}, notes: {notes}; no verdict, no count of findings and no exit code "
        "rests on them)",
    ),
    "warning": (
        "提醒",
        "warning",
    ),
    "note": (
        "提示",
        "note",
    ),
    "more": (
        "另有 {count} 项，审计（zhiben audit）写出的 findings.json 中列出全部。",
        "{count} more; findings.json of an audit lists them all.",
    ),
}
TEXTS = {
    "attribute-missing": (
        "{total} 个“{kind}”中有 {count} 个未填“{attribute}”：{names}。{rule_count} 条规则据此确定应尽义务，"
        "未填则相关义务无法判定。",
        "{count} of {total} {total:entity|entities} of the kind “{kind}” {count:has|have} no “{attribute}”: {names}. "
        "{rule_count} {rule_count:rule reads|rules read} "
        "it to tell what is owed; without it what depends on it is unknown.",
    ),
    "closed-on-deadline": (
        "{subject}的“{rule}”：已履行的 {total} 项中有 {count} 项恰在期限最后一日完成。"
        "可核对登记的是完成之日还是期限之日。",
        "{subject}, “{rule}”: {count} of the {total} duties met {count:was|were} met on the very last day. Was the "
        "day of the "
        "deed written down, or the day it was due?",
    ),
    "entered-on-one-day": (
        "，均于{entered}录入。",
        ", all entered on {entered}.",
    ),
    "entered-on-several-days": (
        "，分多日录入。",
        ", entered on several days.",
    ),
    "entered-together:batch": (
        "{subject}于{entered}一天录入 {count} 条记录（有录入时间的同类记录共 {total} 条：{names}），"
        "所记为{when}之事，其中 {late} 条晚于发生 {limit} 天以上。",
        "{subject} entered {count} of its {total} {total:event|events} ({names}) on one day, {entered}. They are "
        "dated {when}; "
        "{late} {late:was|were} entered more than {limit} {limit:day|days} after.",
    ),
    "entered-together:before-deadline": (
        "{subject}于{entered}一天录入 {count} 条记录（有录入时间的同类记录共 {total} 条：{names}），"
        "所记为{when}之事，其中 {late} 条晚于发生 {limit} 天以上；此时距相关期限或基准时点 {left} 天。",
        "{subject} entered {count} of its {total} {total:event|events} ({names}) on one day, {entered}. They are "
        "dated {when}; "
        "{late} {late:was|were} entered more than {limit} {limit:day|days} after. A deadline that they serve, or the "
        "as-of day, was {left} "
        "{left:day|days} away.",
    ),
    "entered-together:joint": (
        "{subjects} 个单位的 {count} 条记录（{names}）于{entered}同一时刻录入，所记为{when}之事，其中 {late} "
        "条晚于发生 {limit} 天以上；可能是系统迁移。",
        "{count} events of {subjects} {subjects:subject|subjects} ({names}) were entered at one instant on "
        "{entered}. They are dated "
        "{when}; {late} {late:was|were} entered more than {limit} {limit:day|days} after. This is what moving to a "
        "new system looks like.",
    ),
    "entity-without-events": (
        "{total} 个“{kind}”中有 {count} 个没有任何记录：{names}。",
        "{count} of {total} {total:entity|entities} of the kind “{kind}” {count:is|are} the subject of no event at "
        "all: {names}.",
    ),
    "field-never-filled": (
        "{total} 条“{type}”均未填“{attribute}”，而 {rule_count} 条规则要用到它：{rules}。",
        "None of {total} “{type}” {total:event|events} has “{attribute}”, which {rule_count} "
        "{rule_count:rule reads|rules read}: {rules}.",
    ),
    "met-on-late-evidence": (
        "{subject}的“{rule}”：已履行的 {total} 项中有 {count} 项，其证据过半是在事后 {limit} 天以上才录入的（共 "
        "{events} 条，所记为{when}之事）",
        "{subject}, “{rule}”: {count} of {total} met {total:duty|duties} {count:is|are} met mainly by events that "
        "were entered more than "
        "{limit} days after ({events} {events:event|events} dated {when})",
    ),
    "more": (
        "另有 {count} 项同类情况（{code}）未列出。",
        "{count} more {count:case|cases} of this kind ({code}) {count:is|are} not listed.",
    ),
    "recorded-early": (
        "{total} 条“{type}”中有 {count} 条的录入时间早于发生时间，最多早 {most} 天。",
        "{count} of {total} “{type}” {total:event|events} {count:was|were} entered before {count:it|they} happened, "
        "up to {most} {most:day|days} before.",
    ),
    "recorded-late": (
        "{subject}的 {total} 条“{type}”中有 {count} 条晚于发生 {limit} 天以上才录入；中位数 {median} 天，最长 {most} "
        "天。",
        "{subject}: {count} of {total} “{type}” {total:event|events} {count:was|were} entered more than {limit} "
        "{limit:day|days} after {count:it|they} happened; "
        "median {median}, most {most} {most:day|days}.",
    ),
    "recorded-on-days-off": (
        "{total} 条记录中有 {count} 条（{part}%）发生在休息日或法定节假日（按公布的工作日历）。",
        "{count} of {total} {total:event|events} ({part} %) {count:falls|fall} on weekends or holidays of the "
        "published working calendar.",
    ),
    "recording-delay": (
        "{total} 条记录中有 {count} 条填有录入时间，录入滞后的中位数为 {median} 天，九成不超过 {ninety} 天，最长 "
        "{most} 天；{late} 条超过 {limit} 天。",
        "{count} of {total} {total:event|events} {count:has|have} a time of entry: median {median} {median:day|days} "
        "after, nine of ten within {ninety}, "
        "most {most}; {late} {late:was|were} entered more than {limit} {limit:day|days} after.",
    ),
    "rule-never-raised:does-not-apply": (
        "{count} 条规则没有产生义务，因为对所有责任主体（{names}）均不适用：{rules}。",
        "{count} {count:rule owes|rules owe} nothing because they apply to no bearer ({names}): {rules}.",
    ),
    "rule-never-raised:no-bearer": (
        "{count} 条规则没有产生义务，因为没有这些种类的责任主体（{names}）：{rules}。",
        "{count} {count:rule owes|rules owe} nothing because there is no bearer of these kinds ({names}): {rules}.",
    ),
    "rule-never-raised:no-entity": (
        "{count} 条规则没有产生义务，因为没有这些种类的下属对象（{names}）：{rules}。",
        "{count} {count:rule owes|rules owe} nothing because there is no entity of these kinds ({names}): {rules}.",
    ),
    "rule-never-raised:no-such-trigger": (
        "{count} 条规则没有产生义务，因为虽有这些类型的记录（{names}），但没有一条符合触发条件：{rules}。",
        "{count} {count:rule owes|rules owe} nothing: there are events of these types ({names}), but none that their "
        "trigger asks "
        "for: {rules}.",
    ),
    "rule-never-raised:no-trigger": (
        "{count} 条规则没有产生义务，因为没有触发它们的记录（{names}）：{rules}。",
        "{count} {count:rule owes|rules owe} nothing because no event of the types that raise them was seen "
        "({names}): {rules}.",
    ),
    "rule-never-raised:not-in-force": (
        "{count} 条规则尚未生效，没有产生义务：{rules}。",
        "{count} {count:rule owes|rules owe} nothing because they are not in force yet: {rules}.",
    ),
    "rule-never-raised:other": (
        "{count} 条规则没有产生义务，原因未能确定（例如次数未到，或时间未到）：{rules}。",
        "{count} {count:rule owes|rules owe} nothing, for reasons not told here (a count or a time not reached, for "
        "example): {rules}.",
    ),
    "silent-among-peers": (
        "{total} 个有记录的“{kind}”中，有 {count} 个从未有过“{type}”：{names}。是没有发生，还是没有上报？",
        "Of {total} {total:entity|entities} of the kind “{kind}” that {total:has|have} events, {count} never "
        "recorded any “{type}”: {names}. "
        "Did none happen, or was none reported?",
    ),
    "type-never-seen:other": (
        "{count} 类规则要用到的记录一条也没有：{names}。涉及 {rule_count} 条规则：{rules}。",
        "{count} {count:type|types} of events that rules read {count:was|were} never seen: {names}; {rule_count} "
        "{rule_count:rule|rules}: {rules}.",
    ),
    "type-never-seen:owed": (
        "{count} 类应有的记录一条也没有：{names}。{rule_count} 条规则已到期的义务靠它们履行：{rules}。",
        "{count} {count:type|types} of events that are owed {count:was|were} never seen: {names}. {rule_count} "
        "{rule_count:rule|rules} with duties already due {rule_count:needs|need} them: {rules}.",
    ),
    "type-never-seen:raises": (
        "{count} 类触发义务的记录一条也没有：{names}。是没有发生，还是没有上报？涉及 {rule_count} 条规则：{rules}。",
        "{count} {count:type|types} of events that raise duties {count:was|were} never seen: {names}. Did none "
        "happen, or "
        "was none reported? {rule_count} {rule_count:rule waits|rules wait} for them: {rules}.",
    ),
    "value-never-seen:owed": (
        "{total} 条“{type}”的“{attribute}”从未填过：{names}。{rule_count} 条规则已到期的义务要求有：{rules}。",
        "In {total} “{type}” {total:event|events} with “{attribute}” filled in it is never: {names}. {rule_count} "
        "{rule_count:rule|rules} with duties already due {rule_count:asks|ask} for it: {rules}.",
    ),
    "value-never-seen:raises": (
        "{total} 条“{type}”的“{attribute}”从未填过：{names}。是没有发生，还是没有上报？涉及 {rule_count} 条规则："
        "{rules}。",
        "In {total} “{type}” {total:event|events} with “{attribute}” filled in it is never: {names}. Did none "
        "happen, or was none "
        "reported? {rule_count} {rule_count:rule waits|rules wait} for it: {rules}.",
    ),
}

"""The form of a log map: what may be written, and what it means to leave something out.

read: {delimiter: ";", encoding: gb18030, sheet: 台账, header_row: 3, skip_rows: {序号: [合计]}, fill_down: [单位]}
type: inspection                      # or {column: …, values: {old: new}, other: reject | ignore}
subject: {column: business_id, split: "、"}
time: {column: date, format: "%Y%m%d"}
recordedtime: {column: entered}
source: {column: office}              # or a constant
id: {columns: [business_id, date]}    # or {column: number}
fields: {kind: {column: type}, score: score, key: {columns: [business_id, number]}}
events:                               # in place of `type` and `time`: one event for each date that is filled
  - {type: found, time: {column: found_on}, fields: {due: {column: due}}}
contradictions:
  - {column: state, says: [done], needs: done_on}
cases:
  - {key: hazard_id, opens: found, closes: closed}
maps:                                 # in place of all that: maps for different files
  - {files: "hazards*.xlsx", …}
"""

from zhiben.events.logmap_form.base import Form, Read, Words
from zhiben.events.logmap_form.cells import Cell, Column, Identity, Subject, TimeColumn, TypeColumn
from zhiben.events.logmap_form.whole import Case, Contradiction, EventEntry, LogMap

__all__ = [
    "Case",
    "Cell",
    "Column",
    "Contradiction",
    "EventEntry",
    "Form",
    "Identity",
    "LogMap",
    "Read",
    "Subject",
    "TimeColumn",
    "TypeColumn",
    "Words",
]

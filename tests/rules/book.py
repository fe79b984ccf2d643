"""A small flawless rulebook that a case changes in one place, and the folder it is written to."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping

RULEBOOK = """\
rulebook: small
version: "1"
title: {zh: 小规则库, en: Small rulebook}
source: {document: 某文〔2024〕1号, issued: 2024-01-01}
timezone: Asia/Shanghai
holidays: CN
in_force: {from: 2024-01-01, through: 2026-12-31}
"""

VOCABULARY = """\
entities:
  enterprise:
    label: {zh: 企业, en: Enterprise}
    fields:
      high_risk: {type: flag, label: {zh: 高危, en: High-risk}}
      headcount: {type: integer, label: {zh: 人数, en: Headcount}}
      review_due: {type: date, label: {zh: 复审日, en: Review due}}
  site:
    label: {zh: 场所, en: Site}
    fields:
      old: {type: flag, label: {zh: 老旧, en: Old premises}}
events:
  inspection:
    label: {zh: 检查, en: Inspection}
    fields:
      led_by: {type: category, values: {principal: {zh: 主要负责人, en: principal, words: [一把手]}, deputy: [分管负责人]}, label: {zh: 带队人, en: Led by}}
      topics: {type: category, many: true, values: [fire, traffic], label: {zh: 内容, en: Topics}}
      score: {type: number, label: {zh: 得分, en: Score}}
      passed: {type: flag, label: {zh: 通过, en: Passed}}
      took: {type: duration, label: {zh: 用时, en: Time taken}}
      site_id: {type: ref, label: {zh: 场所编号, en: Site}}
  hazard_found:
    label: {zh: 隐患登记, en: Hazard found}
    fields:
      hazard_id: {type: text, label: {zh: 隐患编号, en: Hazard number}}
      level: {type: category, values: [major, general], label: {zh: 级别, en: Level}}
      rectify_by: {type: date, label: {zh: 整改期限, en: Rectify by}}
      responsible: {type: text, label: {zh: 责任人, en: Responsible}}
  hazard_closed:
    label: {zh: 隐患销号, en: Hazard closed}
    fields:
      hazard_id: {type: text, label: {zh: 隐患编号, en: Hazard number}}
      verified_by: {type: text, label: {zh: 验收人, en: Verified by}}
"""

TASKS = """\
- id: yearly-inspection
  bearer: enterprise
  duty: {event: inspection, at_least: 1, every: year}
"""


def write(folder: Path, case: Mapping[str, Any]) -> Path:
    """The rulebook of a case in `folder`.

    A case may give a whole `rulebook`, `vocabulary` or `tasks` (None = no such file), lines added to rulebook.yaml
    (`parameters`), profiles by name, or, for short, a `duty` or the `rule` around it (lines below `id` and `bearer`).
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "rulebook.yaml": case.get("rulebook", RULEBOOK + case.get("parameters", "")),
        "vocabulary.yaml": case.get("vocabulary", VOCABULARY),
        "tasks/rules.yaml": case.get("tasks", _tasks(case)),
        **{f"profiles/{name}.yaml": text for name, text in case.get("profiles", {}).items()},
    }
    for name, text in texts.items():
        if text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def _tasks(case: Mapping[str, Any]) -> str:
    head = "- id: a-rule\n  bearer: enterprise\n"
    if "duty" in case:
        return f"{head}  duty: {case['duty']}\n"
    if "rule" in case:
        return head + "".join(f"  {line}\n" for line in str(case["rule"]).splitlines())
    return TASKS

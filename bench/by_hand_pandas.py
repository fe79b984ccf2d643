#!/usr/bin/env python3
"""The workload by hand in pandas. usage: by_hand_pandas.py DATADIR OUT.csv [events.parquet|events.csv]"""
import sys

import pandas as pd

folder, out = sys.argv[1:3]
file = sys.argv[3] if len(sys.argv) > 3 else "events.parquet"
columns = ["event_id", "subject", "time", "type", "leader_role", "drill_kind", "hazard_id", "document_kind"]
if file.endswith("parquet"):
    events = pd.read_parquet(f"{folder}/events.parquet", columns=columns, filters=[("type", "!=", "training")])
else:
    events = pd.read_csv(f"{folder}/events.csv", engine="pyarrow", usecols=columns)
    events["time"] = pd.to_datetime(events["time"], utc=True).dt.tz_localize(None)
subjects = pd.read_parquet(f"{folder}/subjects.parquet")


def only(event, **fields):
    chosen = events["type"] == event
    for field, value in fields.items():
        chosen &= events[field] == value
    return events[chosen]


inspections = only("inspection", leader_role="principal")
drills = only("drill", drill_kind="evacuation")
documents = only("document_issued", document_kind="contractor_system")
found = only("hazard_found")[["event_id", "subject", "time", "hazard_id"]].sort_values("time")
closed = only("hazard_closed")[["event_id", "subject", "time", "hazard_id"]].sort_values("time")
del events

YEARS = range(2024, 2027)
PERIODS = {
    "R1": [f"{y}Q{q}" for y in YEARS for q in (1, 2, 3, 4)],
    "R1h": [f"{y}-{m:02}" for y in YEARS for m in range(1, 13)],
    "R2": [f"{y}" for y in YEARS],
    "R2h": [f"{y}H{h}" for y in YEARS for h in (1, 2)],
}
# A period as a number: its place in the list above.
NUMBER = {
    "R1": lambda t: (t.dt.year - 2024) * 4 + t.dt.quarter - 1,
    "R1h": lambda t: (t.dt.year - 2024) * 12 + t.dt.month - 1,
    "R2": lambda t: t.dt.year - 2024,
    "R2h": lambda t: (t.dt.year - 2024) * 2 + (t.dt.month + 5) // 6 - 1,
}
violated = []
for rule, events, high in (("R1", inspections, False), ("R1h", inspections, True), ("R2", drills, False), ("R2h", drills, True)):
    owing = subjects.loc[subjects["sector_high_risk"] == high, "subject"]
    owed = pd.MultiIndex.from_product([owing, range(len(PERIODS[rule]))], names=["subject", "number"])
    done = pd.DataFrame({"subject": events["subject"], "number": NUMBER[rule](events["time"])}).drop_duplicates()
    both = owed.to_frame(index=False).merge(done, how="left", on=["subject", "number"], indicator=True)
    missed = both.loc[both["_merge"] == "left_only", ["subject", "number"]]
    violated.append(missed.assign(rule=rule, key=missed["number"].map(dict(enumerate(PERIODS[rule])))))
in_time = documents.loc[documents["time"] < pd.Timestamp("2025-01-01"), "subject"]
violated.append(subjects.loc[~subjects["subject"].isin(in_time), ["subject"]].assign(rule="R3", key=""))

DAYS = pd.Timedelta(days=30)
closing = closed[["hazard_id", "time"]].assign(closed=closed["time"])
pairs = pd.merge_asof(found, closing, on="time", by="hazard_id", direction="forward")
due = pairs["time"] + DAYS
late = pairs[(due < pd.Timestamp("2027-01-01")) & (pairs["closed"].isna() | (pairs["closed"] > due))]
violated.append(late[["subject"]].assign(rule="R4", key=late["event_id"].astype(str)))
# event_id is the order, so the least of them is the first found
first = closed["hazard_id"].map(found.groupby("hazard_id")["event_id"].min())
orphan = closed[first.isna() | (first > closed["event_id"])]
violated.append(orphan[["subject"]].assign(rule="R5", key=orphan["event_id"].astype(str)))

lines = pd.concat([part[["rule", "subject", "key"]] for part in violated])
lines.sort_values(["rule", "subject", "key"]).to_csv(out, header=False, index=False)

"""What durable_rules does that the live monitor is built around; each test shows one trap, outside our own module.

Should one of them fail with a later version, the precaution in `engine/monitor/forward.py` may go.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

PREPARED = """
from durable import engine

class Host(engine.Host):
    def _run(self):
        pass

def host(**rules):
    made = Host()
    made.register_rulesets({"x": rules})
    return made

def rule(*patterns, run):
    names = ["m"] if len(patterns) == 1 else ["a", "b"]
    return {"all": [{name: {"$and": [pattern]}} for name, pattern in zip(names, patterns)], "run": run}

def joined(run, **same):
    return {"all": [{"a": {"$and": [{"kind": 1}]}}, {"b": {"$and": [{"kind": 2}, *({k: {"a": v}} for k, v in same.items())]}}], "run": run}

fired = []
"""


def said(script: str, timeout: float = 60) -> str:
    """What a script prints; in a process of its own, because a ruleset registers once and some traps end the process."""
    program = PREPARED + textwrap.dedent(script)
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=timeout)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_a_posted_event_is_consumed_by_the_first_rule_that_fires() -> None:
    two_rules = """
        h = host(one=rule({"kind": 1}, run=lambda c: fired.append(1)), two=rule({"kind": 1}, run=lambda c: fired.append(2)))
        h.%s("x", {"kind": 1})
        print(len(fired))
    """
    assert said(two_rules % "post") == "1"
    assert said(two_rules % "assert_fact") == "2"


def test_contexts_whose_hashes_collide_are_one_context() -> None:
    join = """
        h = host(both=joined(lambda c: fired.append(1)))
        h.assert_fact("x", {"sid": "%s", "kind": 1})
        h.assert_fact("x", {"sid": "%s", "kind": 2})
        print(len(fired))
    """
    assert said(join % ("costarring", "liquid")) == "1"
    assert said(join % ("enterprise-1", "enterprise-2")) == "0"


def test_distinct_facts_whose_hashes_collide_are_refused_as_duplicates() -> None:
    twice = """
        h = host(any=rule({"kind": 1}, run=lambda c: None))
        h.assert_fact("x", {"id": "%s", "kind": 1, "n": 1})
        try:
            h.assert_fact("x", {"id": "%s", "kind": 1, "n": 2})
        except engine.MessageObservedException:
            print("refused")
    """
    assert said(twice % ("costarring", "liquid")) == "refused"
    assert said(twice % ("1", "2")) == ""


def test_time_per_fact_grows_with_the_facts_that_are_alive() -> None:
    assert (
        said("""
        import time
        compared = [{"a": {"$and": [{"kind": 1}]}}, {"b": {"$and": [{"kind": 2}, {"$gte": {"at": {"a": "closes"}}}]}}]
        h = host(due={"all": compared, "run": lambda c: None})
        spent = []
        for start, end in ((0, 200), (200, 4_000)):
            h.assert_facts("x", [{"sid": "s", "kind": 1, "closes": 10 + n} for n in range(start, end)])
            begun = time.process_time()
            for n in range(20):
                tick = {"sid": "s", "kind": 2, "at": 0, "n": n}
                h.assert_fact("x", tick)
                h.retract_fact("x", tick)
            spent.append(time.process_time() - begun)
        print(spent[1] > 5 * spent[0])
    """)
        == "True"
    )


def test_more_than_1024_contexts_end_in_an_error() -> None:
    assert (
        said("""
        h = host(any=rule({"kind": 1}, run=lambda c: None))
        try:
            for n in range(1_100):
                h.assert_fact("x", {"sid": f"s{n}", "kind": 1})
        except MemoryError:
            print(n)
    """)
        == "1024"
    )


def test_many_rules_end_in_a_crash_and_more_hang() -> None:
    rules = """
        h = host(**{f"r{n}": {"all": [{"a": {"$and": [{"kind": 1}, {"code": n}]}}, {"b": {"$and": [{"kind": 2}, {"n": {"a": "n"}}]}}], "run": lambda c: None} for n in range(%s)})
        h.assert_fact("x", {"kind": 1, "code": 1, "n": 2})
        try:
            h.assert_fact("x", {"kind": 2, "n": 2})
        except Exception as error:
            print(error)
    """
    assert said(rules % 32) == ""
    with pytest.raises(AssertionError):  # of `said`: a segmentation fault, or error 303
        assert said(rules % 256) == ""
    with pytest.raises(subprocess.TimeoutExpired):
        said(rules % 512, timeout=4)


def test_numbers_text_and_flags_compare_loosely() -> None:
    assert (
        said("""
        h = host(more=rule({"$gt": {"n": "5"}}, run=lambda c: fired.append(c.m.n)))
        for n in (7, True, None, "x"):
            try:
                h.assert_fact("x", {"kind": 1, "n": n})
            except engine.MessageNotHandledException:
                pass
        print(7 in fired)
    """)
        == "True"
    )


def test_a_wrong_field_name_never_matches_and_is_no_error() -> None:
    assert (
        said("""
        h = host(right=rule({"kind": 1}, run=lambda c: fired.append("right")), wrong=rule({"knid": 1}, run=lambda c: fired.append("wrong")))
        h.assert_fact("x", {"kind": 1})
        print(fired)
    """)
        == "['right']"
    )


def test_what_nothing_matches_is_an_exception() -> None:
    assert (
        said("""
        h = host(any=rule({"kind": 1}, run=lambda c: None))
        try:
            h.assert_fact("x", {"kind": 2})
        except engine.MessageNotHandledException:
            print("not handled")
    """)
        == "not handled"
    )


def test_exceptions_in_actions_are_swallowed_into_the_state() -> None:
    assert (
        said("""
        h = host(any=rule({"kind": 1}, run=lambda c: 1 / 0))
        h.assert_fact("x", {"sid": "s", "kind": 1})
        print("division by zero" in h.get_state("x", "s")["exception"])
    """)
        == "True"
    )


def test_the_absence_of_a_fact_depends_on_the_order_of_facts() -> None:
    absent = """
        h = host(missing={"all": [{"a": {"$and": [{"kind": 1}]}}, {"b$not": {"$and": [{"kind": 2}]}}], "run": lambda c: fired.append(1)})
        for kind in %s:
            try:
                h.assert_fact("x", {"sid": "s", "kind": kind})
            except engine.MessageNotHandledException:
                pass
        print(len(fired))
    """
    assert said(absent % "(1, 2)") == "1"
    assert said(absent % "(2, 1)") == "0"


def test_a_ruleset_registers_once_per_host() -> None:
    assert (
        said("""
        h = host(any=rule({"kind": 1}, run=lambda c: None))
        try:
            h.register_rulesets({"x": {"any": rule({"kind": 1}, run=lambda c: None)}})
        except Exception as error:
            print(error)
    """)
        == "Ruleset with name x already registered"
    )


def test_a_host_starts_threads_that_run_actions_of_their_own() -> None:
    assert (
        said("""
        import threading
        engine.Host()
        print(threading.active_count())
    """)
        == "3"
    )

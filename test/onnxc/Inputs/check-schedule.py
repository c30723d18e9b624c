"""Checks a report's steps and buffers against its arena."""
import json
import sys

with open(sys.argv[1]) as file:
    report = json.load(file)
steps, buffers = report["steps"], report["buffers"]
assert len(steps) > 3 and len(buffers) > 2
assert sum(step["multiply_adds"] for step in steps) == report["multiply_adds"] > 0
assert max(step["alive_bytes"] for step in steps) == report["arena"]["lower_bound"]
for i, a in enumerate(buffers):
    assert a["offset"] + a["bytes"] <= report["arena"]["bytes"]
    assert 0 <= a["first_step"] <= a["last_step"] < len(steps)
    for b in buffers[:i]:
        lives = a["first_step"] <= b["last_step"] and b["first_step"] <= a["last_step"]
        meets = a["offset"] < b["offset"] + b["bytes"] and b["offset"] < a["offset"] + a["bytes"]
        assert not (lives and meets), (a, b)

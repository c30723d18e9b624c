#!/usr/bin/env python3
"""text-size.py OBJECT [--below=BYTES] [--at-most-half-of=OBJECT]: checks the size of the code."""
import argparse
import subprocess
import sys


def read_text_size(path):
    sections = subprocess.run(["llvm-size", "-A", path], check=True, capture_output=True, text=True)
    rows = [line.split() for line in sections.stdout.splitlines()]
    return sum(int(row[1]) for row in rows if row and row[0].startswith(".text"))


parser = argparse.ArgumentParser()
parser.add_argument("object")
parser.add_argument("--below", type=int)
parser.add_argument("--at-most-half-of")
options = parser.parse_args()
size = read_text_size(options.object)
print(f"{size} bytes of code in {options.object}")
if options.below and size >= options.below:
    sys.exit(f"expected fewer than {options.below}")
if options.at_most_half_of:
    other = read_text_size(options.at_most_half_of)
    if 2 * size > other:
        sys.exit(f"expected at most half of the {other} bytes in {options.at_most_half_of}")

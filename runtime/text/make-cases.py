#!/usr/bin/env python3
"""Writes the tables of letters that have another case: make-cases.py > cases.inc

A row says that every `step`th character (1 or 2) from `first` to `last` has its other case `distance`
further on. Only characters that have one other case, of one character, are there.
"""
import sys


def find_pairs(change):
    for code in range(0x110000):
        if 0xD800 <= code < 0xE000:
            continue
        other = change(chr(code))
        if len(other) == 1 and ord(other) != code:
            yield code, ord(other) - code


def make_rows(pairs):
    rows = []
    for code, distance in pairs:
        if rows:
            first, last, step, known = rows[-1]
            gap = code - last
            if known == distance and gap <= 2 and (step == gap or first == last):
                rows[-1] = (first, code, gap, known)
                continue
        rows.append((code, code, 1, distance))
    return rows


def main():
    print("struct cases {\n  uint32_t first, last;\n  int32_t step, distance;\n};")
    for name, change in (("lower", str.lower), ("upper", str.upper)):
        print(f"static const struct cases {name}_cases[] = {{")
        for row in make_rows(find_pairs(change)):
            print("    {" + ", ".join(map(str, row)) + "},")
        print("};")


sys.exit(main())

#!/usr/bin/env python3
"""Writes the bytes of a file as numbers of C: make-bytes.py file > bytes.inc"""
import sys

with open(sys.argv[1], "rb") as file:
    data = file.read()
for begin in range(0, len(data), 24):
    print("".join(f"{byte}," for byte in data[begin : begin + 24]))

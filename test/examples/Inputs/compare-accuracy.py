"""compare-accuracy.py ACCURACY TABLE: the float model has the accuracy of training, and more than
chance; the others are within two points of it."""
import re
import sys

trained = 100 * float(open(sys.argv[1]).read().split()[-1])
row = re.compile(r"\| (\w+) .*\| +([0-9.]+) \| +[0-9.]+ \|$", re.M)
right = dict(row.findall(open(sys.argv[2]).read()))
assert set(right) == {"fp32", "dynamic", "int8", "w4"}, right
assert abs(float(right["fp32"]) - trained) < 0.06, (right, trained)
assert trained > 55, trained
assert all(abs(float(value) - trained) < 2 for value in right.values()), (right, trained)

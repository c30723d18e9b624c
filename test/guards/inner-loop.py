#!/usr/bin/env python3
"""Checks the innermost loops of a model's contraction.

    inner-loop.py MODEL -target=TARGET --multiply-add=REGEX [--sums=N]

REGEX matches a multiply-add with its operands, as llvm-objdump writes it. The loop of the main tile
has one for each vector of sums that stays in registers: rows * columns / lanes of the kernel's tile
attribute after the stage memory, or N; or a multiple, where LLVM takes several steps at once. No
loop of comparable size may refer to the stack, which means a spill.
"""
import argparse
import re
import subprocess
import sys
import tempfile

MULTIPLY_ADD = re.compile(r"^(vfn?m(add|sub)\d+[sp][sd]|(v?mul|v?add)[sp]s|fmla|fmadd|vfma\S*|vmla\S*|vadd\.f32)\b")
BRANCH = re.compile(r"^(j\w+|b(\.?\w\w)?(\.\w)?|cbn?z|tbn?z|le|letp)\s+(.*,\s*)?0x([0-9a-f]+)\b")
STACK = re.compile(r"%[re]sp\b|\bsp\b")
TILE = re.compile(r"#kernel\.tile<rows = (\d+), columns = (\d+), lanes = (\d+)>")


def run(*command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}:\n{result.stderr}")
    return result.stdout


def read_functions(path, target):
    """The instructions of each function as pairs of an address and a text."""
    # An Arm object does not say all of what its CPU has.
    cpu = [f"--mcpu={target}"] if target.startswith("cortex-") else []
    functions = {}
    for line in run("llvm-objdump", "-d", "--no-show-raw-insn", *cpu, path).splitlines():
        if label := re.match(r"^[0-9a-f]+ <(.+)>:$", line):
            current = functions.setdefault(label[1], [])
        elif instruction := re.match(r"^\s*([0-9a-f]+):\s+(.*)$", line):
            current.append((int(instruction[1], 16), instruction[2].replace("\t", " ")))
    return functions


def find_inner_loops(instructions):
    """The bodies of loops that have no loop inside."""
    loops = set()
    for address, text in instructions:
        branch = BRANCH.match(text)
        if branch and int(branch[5], 16) <= address:
            loops.add((int(branch[5], 16), address))
    for begin, end in loops:
        if not any(begin <= b and e <= end and (b, e) != (begin, end) for b, e in loops):
            yield [text for address, text in instructions if begin <= address <= end]


def read_sums(model, flags, folder):
    """The vectors of sums of the kernel's tile."""
    path = f"{folder}/memory.mlir"
    run("onnxc", model, *flags, "--stop-after=memory", "-o", path)
    with open(path) as file:
        tiles = set(TILE.findall(file.read()))
    if len(tiles) != 1:
        sys.exit(f"{model}: expects kernels of one tile, but found {sorted(tiles)}")
    rows, columns, lanes = map(int, tiles.pop())
    return rows * columns // lanes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("-target", required=True)
    parser.add_argument("--multiply-add", required=True)
    parser.add_argument("--sums", type=int)
    options = parser.parse_args()
    flags = [f"-target={options.target}"]

    with tempfile.TemporaryDirectory() as folder:
        run("onnxc", options.model, *flags, "-o", f"{folder}/model.o")
        sums = options.sums or read_sums(options.model, flags, folder)
        functions = read_functions(f"{folder}/model.o", options.target)

    loops = [loop for body in functions.values() for loop in find_inner_loops(body)]
    count = lambda loop: sum(1 for text in loop if MULTIPLY_ADD.match(text))
    most = max(map(count, loops), default=0)
    tiles = [loop for loop in loops if count(loop) > max(most // 2, 1)]
    whole = [loop for loop in tiles if count(loop) % sums == 0]
    problems = [f"no loop has {sums} multiply-adds or a multiple of them"] if not whole else []
    for loop in tiles:
        for text in loop:
            if MULTIPLY_ADD.match(text) and not re.search(options.multiply_add, text):
                problems.append(f"a loop of {count(loop)} multiply-adds has '{text}'")
            if STACK.search(text):
                problems.append(f"a loop of {count(loop)} multiply-adds has '{text}'")
    print(f"loops of {[count(loop) for loop in tiles]} multiply-adds for {sums} sums")
    if problems:
        sys.exit("\n".join(problems))


main()

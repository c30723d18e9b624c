#!/usr/bin/python3
"""onnxc, for objects that run on a CPU which lacks the dot products they are made of.

    emulate-dots.py ONNXC-FLAGS... -o FILE.o

Takes onnxc's flags. Compiles the model for its target, then once more to LLVM IR, replaces the
instructions that x86-64-v3 lacks by functions that say what they do, and links both: the functions of
the second with the weights of the first. $ONNXC names the compiler.
"""
import os
import re
import subprocess
import sys

TOOLS = "/usr/lib/llvm-22/bin/"


def define_vpdpbusd(bits):
    """vpdpbusd on vectors of `bits`: unsigned times signed bytes, groups of four added to each i32."""
    lanes, size = bits // 32, bits // 8
    words = f"<{size} x i32>"
    sums = []
    for step in range(4):
        mask = ", ".join(f"i32 {4 * lane + step}" for lane in range(lanes))
        sums.append(
            f"  %p{step} = shufflevector {words} %p, {words} poison, <{lanes} x i32> <{mask}>"
        )
        before = "%sum" if step == 0 else f"%s{step - 1}"
        sums.append(f"  %s{step} = add <{lanes} x i32> {before}, %p{step}")
    return "\n".join(
        [
            f"define internal <{lanes} x i32> @emulated.vpdpbusd.{bits}(<{lanes} x i32> %sum, "
            f"<{size} x i8> %x, <{size} x i8> %w) alwaysinline {{",
            f"  %wx = zext <{size} x i8> %x to {words}",
            f"  %ww = sext <{size} x i8> %w to {words}",
            f"  %p = mul {words} %wx, %ww",
            *sums,
            f"  ret <{lanes} x i32> %s3",
            "}",
        ]
    )


PMADDWD = """
define internal <16 x i32> @emulated.pmaddwd(<32 x i16> %x, <32 x i16> %w) alwaysinline {
  %wx = sext <32 x i16> %x to <32 x i32>
  %ww = sext <32 x i16> %w to <32 x i32>
  %p = mul <32 x i32> %wx, %ww
  %a = shufflevector <32 x i32> %p, <32 x i32> poison, <16 x i32> <EVEN>
  %b = shufflevector <32 x i32> %p, <32 x i32> poison, <16 x i32> <ODD>
  %s = add <16 x i32> %a, %b
  ret <16 x i32> %s
}
""".replace("EVEN", ", ".join(f"i32 {2 * i}" for i in range(16))).replace(
    "ODD", ", ".join(f"i32 {2 * i + 1}" for i in range(16))
)

PMADDUBSW = """
define internal <32 x i16> @emulated.pmaddubsw(<64 x i8> %x, <64 x i8> %w) alwaysinline {
  %wx = zext <64 x i8> %x to <64 x i32>
  %ww = sext <64 x i8> %w to <64 x i32>
  %p = mul <64 x i32> %wx, %ww
  %a = shufflevector <64 x i32> %p, <64 x i32> poison, <32 x i32> <EVEN>
  %b = shufflevector <64 x i32> %p, <64 x i32> poison, <32 x i32> <ODD>
  %s = add <32 x i32> %a, %b
  %low = call <32 x i32> @llvm.smax.v32i32(<32 x i32> %s, <32 x i32> splat (i32 -32768))
  %high = call <32 x i32> @llvm.smin.v32i32(<32 x i32> %low, <32 x i32> splat (i32 32767))
  %r = trunc <32 x i32> %high to <32 x i16>
  ret <32 x i16> %r
}
declare <32 x i32> @llvm.smax.v32i32(<32 x i32>, <32 x i32>)
declare <32 x i32> @llvm.smin.v32i32(<32 x i32>, <32 x i32>)
""".replace("EVEN", ", ".join(f"i32 {2 * i}" for i in range(32))).replace(
    "ODD", ", ".join(f"i32 {2 * i + 1}" for i in range(32))
)


def add_declared(text, part):
    """`part` after `text`, but for what is declared there already."""
    lines = part.split("\n")
    return text + "\n".join(
        line
        for line in lines
        if not line.startswith("declare ") or line.split("@")[1].split("(")[0] not in text
    )


def rewrite(text):
    """The module without AVX-512."""
    used = set(re.findall(r"@llvm\.x86\.avx512\.vpdpbusd\.(\d+)\(", text))
    text = re.sub(r"(?m)^declare .*@llvm\.x86\.avx512\.(vpdpbusd|pmaddw|pmaddubs).*\n", "", text)
    text = text.replace("@llvm.x86.avx512.vpdpbusd.", "@emulated.vpdpbusd.")
    if "@llvm.x86.avx512.pmaddw.d.512" in text:
        text = text.replace("@llvm.x86.avx512.pmaddw.d.512", "@emulated.pmaddwd") + PMADDWD
    if "@llvm.x86.avx512.pmaddubs.w.512" in text:
        text = text.replace("@llvm.x86.avx512.pmaddubs.w.512", "@emulated.pmaddubsw")
        text = add_declared(text, PMADDUBSW)
    text = re.sub(r'"(target-cpu|target-features|tune-cpu)"="[^"]*"', "", text)
    rest = re.search(r"@llvm\.x86\.avx512\.[\w.]*", text)
    if rest:
        sys.exit(f"emulate-dots.py: does not know {rest[0]}")
    return text + "\n" + "\n".join(define_vpdpbusd(int(bits)) for bits in sorted(used)) + "\n"


def run(*command):
    subprocess.run(command, check=True)


def list_symbols(base, which):
    """Names of global symbols of the new object."""
    command = [TOOLS + "llvm-nm", which, "--extern-only", "--just-symbol-name", base + ".new.o"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


def main():
    arguments = sys.argv[1:]
    output = arguments.index("-o") + 1
    path = arguments[output]
    base = path[: -len(".o")]
    compiler = os.environ["ONNXC"]
    run(compiler, *arguments)
    arguments[output] = base + ".ll"
    # A report needs an object.
    run(compiler, *(word for word in arguments if not word.startswith("--report")))
    with open(base + ".ll") as file:
        text = rewrite(file.read())
    with open(base + ".ll", "w") as file:
        file.write(text)
    run(TOOLS + "clang", "-O2", "-march=x86-64-v3", "-fPIC", "-Wno-override-module", "-c", base + ".ll", "-o", base + ".new.o")
    renames = [f"--redefine-sym={name}=replaced.{name}" for name in list_symbols(base, "--defined-only")]
    weights = [f"--globalize-symbol={name}" for name in list_symbols(base, "--undefined-only")]
    run(TOOLS + "llvm-objcopy", *renames, *weights, path, base + ".old.o")
    run(TOOLS + "ld.lld", "-r", base + ".new.o", base + ".old.o", "-o", path)
    allow_more_stack(base + ".h")
    allow_more_stack(base + ".json")


def allow_more_stack(path):
    """What stands for one instruction may spill."""
    with open(path) as file:
        text = file.read()
    pattern = r'(_STACK_SIZE |"stack_bytes": ?)(\d+)'
    text = re.sub(pattern, lambda match: match[1] + str(int(match[2]) + 65536), text)
    with open(path, "w") as file:
        file.write(text)


main()

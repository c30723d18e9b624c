#!/usr/bin/env python3
"""Writes a model of reductions of random shapes: with sums alone, or also with products and functions.

make-reductions.py <seed> sums|all > model.mlir"""
import math
import random
import sys

seed, kind = int(sys.argv[1]), sys.argv[2]
rng = random.Random(seed)


def tensor(shape, element="f32"):
    return "tensor<" + "".join(f"{size}x" for size in shape) + element + ">"


def make_shape(rank, least=60_000, most=200_000):
    """Odd sizes; large enough to be split for threads."""
    while True:
        shape = [rng.choice([1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 49, 64, 65, 70, 129, 300, 1100])
                 for _ in range(rank)]
        if least <= math.prod(shape) <= most:
            return shape


def reduce(name, shape):
    axes = sorted(rng.sample(range(len(shape)), rng.randint(1, len(shape) - 1)))
    result = [1 if i in axes else size for i, size in enumerate(shape)]
    axes_type = f"tensor<{len(axes)}xi64>"
    return result, [f"%axes = onnx.Constant dense<{axes}> : {axes_type}",
                    f"%y = onnx.{name} %x, %axes : ({tensor(shape)}, {axes_type}) -> {tensor(result)}"]


def reduce_sum(shape):
    return reduce("ReduceSum", shape)


def reduce_mean(shape):
    return reduce("ReduceMean", shape)


def reduce_l2(shape):
    return reduce("ReduceL2", shape)


def global_pool(shape):
    result = shape[:2] + [1] * (len(shape) - 2)
    return result, [f"%y = onnx.GlobalAveragePool %x : ({tensor(shape)}) -> {tensor(result)}"]


def softmax(shape):
    axis = rng.randrange(len(shape))
    return shape, [f"%y = onnx.Softmax %x {{axis = {axis} : i64}} : ({tensor(shape)}) -> {tensor(shape)}"]


def instance_norm(shape):
    channels = f"tensor<{shape[1]}xf32>"
    return shape, [f"%scale = onnx.Constant dense<1.5> : {channels}",
                   f"%y = onnx.InstanceNormalization %x, %scale, %scale "
                   f": ({tensor(shape)}, {channels}, {channels}) -> {tensor(shape)}"]


def product(shape):
    """By rows of another input: sums of products along the last dimension of both."""
    rows, depth = shape[0], math.prod(shape[1:])
    other = [rng.choice([1, 3, 8, 17]), depth]
    result = [rows, other[0]]
    return result, [
        f"%r = onnx.Constant dense<[{rows}, {depth}]> : tensor<2xi64>",
        f"%m = onnx.Reshape %x, %r : ({tensor(shape)}, tensor<2xi64>) -> {tensor([rows, depth])}",
        f"%y = onnx.Einsum %m, %m2 {{equation = \"ik,jk->ij\"}} "
        f": ({tensor([rows, depth])}, {tensor(other)}) -> {tensor(result)}"], other


def conv_pool(shape):
    """Channels last: the pooling sums over pixels before channels."""
    n, c = shape[:2]
    filters = rng.choice([3, 17, 64, 70, 130])
    weight = f"tensor<{filters}x{c}x1x1xf32>"
    middle, result = [n, filters] + shape[2:], [n, filters, 1, 1]
    return result, [f"%w = onnx.Constant dense<0.3> : {weight}",
                    f"%z = onnx.Conv %x, %w {{dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, "
                    f"strides = array<i64: 1, 1>}} : ({tensor(shape)}, {weight}) -> {tensor(middle)}",
                    f"%y = onnx.GlobalAveragePool %z : ({tensor(middle)}) -> {tensor(result)}"]


makers = [(reduce_sum, 3), (reduce_sum, 4), (reduce_mean, 2), (global_pool, 4), (reduce_mean, 4)]
if kind == "all":
    makers += [(reduce_l2, 3), (softmax, 2), (softmax, 4), (instance_norm, 4), (conv_pool, 4), (product, 3)]
inputs, outputs, body = [], [], []
for number, (make, rank) in enumerate(makers * 2):
    shape = make_shape(rank)
    result, lines, *others = make(shape)
    inputs.append((f"x{number}", tensor(shape)))
    if others:
        inputs.append((f"m{number}", tensor(others[0])))
    outputs.append((f"y{number}", tensor(result)))
    for line in lines:
        for value in ("axes", "scale", "m2", "m", "r", "w", "z", "x", "y"):
            line = line.replace(f"%{value} ", f"%{value}_{number} ").replace(f"%{value},", f"%{value}_{number},")
        body.append(line.replace(f"%x_{number}", f"%x{number}").replace(f"%m2_{number}", f"%m{number}"))


def declare(values):
    return "[" + ", ".join(f'{{name = "{name}", type = {kind}}}' for name, kind in values) + "]"


print(f"module attributes {{onnx.inputs = {declare(inputs)}, onnx.outputs = {declare(outputs)}}} {{")
print("  func.func @main(" + ", ".join(f"%{name}: {kind}" for name, kind in inputs) + ") -> ("
      + ", ".join(kind for _, kind in outputs) + ") {")
for line in body:
    print("    " + line)
print("    return " + ", ".join(f"%y_{number}" for number in range(len(outputs))) + " : "
      + ", ".join(kind for _, kind in outputs))
print("  }\n}")

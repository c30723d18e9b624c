"""Compiles ONNX models with onnxc and runs them.

    import onnxc
    model = onnxc.compile("model.onnx", dims={"rows": 4})
    outputs = model.run({"x": array})

The compiler is the program `onnxc`: the one in the environment variable ONNXC, the one installed
beside this package, or the one in PATH.
"""

from onnxc.compiler import Error, Mismatch, build, check, compile, find_compiler, verify
from onnxc.model import Benchmark, Model, RunError, Tensor

__all__ = [
    "Benchmark",
    "Error",
    "Mismatch",
    "Model",
    "RunError",
    "Tensor",
    "build",
    "check",
    "compile",
    "find_compiler",
    "verify",
]

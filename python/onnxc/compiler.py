"""The program onnxc, as functions."""

import json
import logging
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from onnxc.model import Model

_log = logging.getLogger("onnxc")


class Error(Exception):
    """What the compiler says about a model or a flag."""


class Mismatch(Error):
    """Outputs are not those that are expected."""


def find_compiler():
    """The path of onnxc."""
    installed = Path(__file__).resolve().parents[4] / "bin" / "onnxc"
    for candidate in (os.environ.get("ONNXC"), installed, shutil.which("onnxc")):
        if candidate and os.access(candidate, os.X_OK):
            return str(candidate)
    raise Error("the compiler onnxc is not in PATH; set ONNXC to its place")


def _flags(target, dims, shapes, options):
    flags = [f"-target={target}"] if target else []
    flags += [f"--dim={name}={size}" for name, size in (dims or {}).items()]
    for name, shape in (shapes or {}).items():
        flags.append(f"--shape={name}={'x'.join(map(str, shape))}")
    return flags + list(options)


def _call(arguments):
    """What onnxc prints; its errors are raised, its notes logged."""
    done = subprocess.run([find_compiler(), *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        if "\nmismatch: " in "\n" + done.stdout:
            raise Mismatch(done.stdout.strip())
        text = done.stderr.strip().removeprefix("error: ")
        raise Error(text or f"onnxc ended with {done.returncode}")
    if done.stderr.strip():
        _log.info(done.stderr.strip())
    return done.stdout


def build(model, output, *, target=None, dims=None, shapes=None, options=()):
    """Writes an object, or what else the suffix of `output` says, and its header; returns the
    report: sizes, memory, kernels."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        flags = _flags(target, dims, shapes, options)
        _call([model, *flags, "-o", output, f"--report={report}"])
        return json.loads(report.read_text())


def compile(model, *, target=None, dims=None, shapes=None, options=()):
    """Compiles a model for this machine and loads it. `dims` and `shapes` are what --dim and
    --shape say, `options` further flags of onnxc."""
    folder = tempfile.TemporaryDirectory()
    library = Path(folder.name, "model.so")
    report = build(model, library, target=target, dims=dims, shapes=shapes, options=options)
    # The library stays loaded, its file and folder are needed no more.
    with folder:
        return Model(library, report["name"], report)


def check(model, *, target=None, dims=None, shapes=None, options=()):
    """Raises an Error that says what stops a model from being compiled, if anything does."""
    _call(["check", model, *_flags(target, dims, shapes, options)])


def verify(model, *data, rtol=None, atol=None, dims=None, shapes=None, options=()):
    """Compares with the expected outputs in folders `data`. Returns what onnxc says of each, or
    raises a Mismatch."""
    flags = _flags(None, dims, shapes, options)
    flags += [f"--rtol={rtol}"] if rtol is not None else []
    flags += [f"--atol={atol}"] if atol is not None else []
    return _call(["verify", model, *data, *flags]).splitlines()

"""The configuration of onnxc's lit tests."""
import glob
import os
import platform
import shutil
import subprocess

import lit.formats

config.name = "onnxc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test", ".pbtxt"]
config.excludes = ["Inputs", "CMakeLists.txt"]
config.test_source_root = os.path.join(config.onnxc_source_root, "test")

# FileCheck, not, split-file come with LLVM; the tools under test come first.
config.environment["PATH"] = os.pathsep.join(
    [config.onnxc_tools_dir, config.llvm_tools_dir, os.environ["PATH"]]
)

config.substitutions += [
    ("%root", config.onnxc_source_root),
    ("%build", config.onnxc_build_root),
    ("%onnxc", os.path.join(config.onnxc_tools_dir, "onnxc")),
    ("%testdata", config.onnxc_testdata),
    ("%newer-testdata", config.onnxc_newer_testdata),
    ("%models", config.onnxc_models),
]

# Tests say with REQUIRES what they need of the machine.
config.available_features.add(platform.machine())
for feature, folder in [
    ("testdata", config.onnxc_testdata),
    ("newer-testdata", config.onnxc_newer_testdata),
    ("models", config.onnxc_models),
]:
    if os.path.isdir(folder):
        config.available_features.add(feature)
if os.path.exists(config.onnxc_stb) and os.path.exists(config.onnxc_minizip):
    config.available_features.add("pictures")
if glob.glob(
    os.path.join(config.llvm_tools_dir, "../lib/clang/*/lib/*/libclang_rt.tsan-x86_64.a")
):
    config.available_features.add("tsan")
for feature, modules in [("numpy", "numpy"), ("wheel", "setuptools, pip, wheel, numpy")]:
    for python in ["python3", "/usr/bin/python3"]:
        if subprocess.run([python, "-c", "import " + modules], capture_output=True).returncode == 0:
            config.available_features.add(feature)
            config.substitutions.append(("%python-with-" + feature, python))
            break
for python in ["python3", "/usr/bin/python3"]:
    find = "import importlib.util as u, sys; sys.exit(u.find_spec('torch') is None)"
    if subprocess.run([python, "-c", find], capture_output=True).returncode == 0:
        config.available_features.add("torch")
        config.substitutions.append(("%python-with-torch", python))
        break
# Models and cases that become programs are some of all, unless somebody asks for everything.
if os.environ.get("ONNXC_TEST_EVERYTHING"):
    config.available_features.add("everything")
for feature, program in [
    ("aarch64-gcc", "aarch64-linux-gnu-gcc"),
    ("aarch64-gxx", "aarch64-linux-gnu-g++"),
    ("arm-gcc", "arm-linux-gnueabihf-gcc"),
    ("riscv64-gcc", "riscv64-linux-gnu-gcc"),
    ("qemu-aarch64", "qemu-aarch64"),
    ("qemu-arm", "qemu-arm"),
    ("qemu-riscv64", "qemu-riscv64"),
    ("arm-none-eabi-gcc", "arm-none-eabi-gcc"),
    ("qemu-user", "qemu-s390x"),
    ("node", "node"),
    ("wasm-ld", os.path.join(config.llvm_tools_dir, "wasm-ld")),
    ("lld", os.path.join(config.llvm_tools_dir, "ld.lld")),
    ("qemu-system-arm", "qemu-system-arm"),
    ("qemu-system-aarch64", "qemu-system-aarch64"),
]:
    if shutil.which(program):
        config.available_features.add(feature)

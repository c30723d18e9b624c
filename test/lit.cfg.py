"""The configuration of onnxc's lit tests."""
import os

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

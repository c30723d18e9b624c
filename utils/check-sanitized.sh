#!/bin/sh
# Runs the tests of the importer, the dialects, the passes and the command line, and the importer's
# fuzzer for a moment, with AddressSanitizer, UndefinedBehaviorSanitizer and assertions.
set -eu
cd "$(dirname "$0")/.."
utils/build-sanitized.sh onnxc onnxc-opt onnx-import import-fuzzer
# The packaged LLVM is not instrumented: nothing is said of leaks, nor of memory that its headers
# poison and its libraries do not.
export ASAN_OPTIONS=detect_leaks=0:allow_user_poisoning=0
tests=build/sanitized/test
# What takes other programs or large models is left out.
/usr/lib/llvm-22/bin/lit -v --filter-out="unaligned-access|onnxc/size" $tests/compiler/Import \
  $tests/compiler/Conversion $tests/compiler/KernelGen $tests/compiler/Transforms $tests/dialects $tests/onnxc
utils/fuzz-import.sh smoke

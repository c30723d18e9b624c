#!/bin/sh
# Fuzzes the importer: utils/fuzz-import.sh [SECONDS] [BUILD_FOLDER]
# Builds it with libFuzzer and AddressSanitizer, starts from the small models of Debian's
# libonnx-testdata, and fails on the first crash, whose input it leaves in BUILD_FOLDER/fuzz.
set -eu
seconds=${1:-60}
source=$(cd "$(dirname "$0")/.." && pwd)
build=${2:-$source/build/fuzz}
testdata=/usr/share/libonnx-testdata/data

cmake -G Ninja -S "$source" -B "$build" -DONNXC_FUZZ=ON -DCMAKE_BUILD_TYPE=Debug \
  -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 -DCMAKE_CXX_FLAGS_DEBUG=-O1 \
  -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld >/dev/null
ninja -C "$build" import-fuzzer

corpus=$build/fuzz/corpus
mkdir -p "$corpus"
for model in $(find "$testdata" -name model.onnx -size -16k); do
  name=$(basename "$(dirname "$model")")
  [ -e "$corpus/$name" ] || cp "$model" "$corpus/$name"
done
cd "$build/fuzz"
# The packaged LLVM and protobuf are not instrumented, hence no leak detection.
ASAN_OPTIONS=detect_leaks=0 "$build/bin/import-fuzzer" -max_total_time="$seconds" -timeout=20 \
  -rss_limit_mb=4096 -max_len=65536 -print_final_stats=1 corpus

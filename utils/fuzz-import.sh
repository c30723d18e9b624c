#!/bin/sh
# Fuzzes the importer and the graph stage: utils/fuzz-import.sh [SECONDS|smoke] [BUILD_FOLDER]
# With ONNXC_FUZZ_STAGE=linalg in the environment, models go through the stage behind these, too.
# Builds both with libFuzzer and AddressSanitizer, starts from the small models of Debian's
# libonnx-testdata, and fails on the first crash, whose input it leaves in BUILD_FOLDER/fuzz.
# A run of SECONDS goes on from what earlier ones found; `smoke` tries the same inputs each time.
set -eu
seconds=${1:-60}
source=$(cd "$(dirname "$0")/.." && pwd)
build=${2:-$source/build/fuzz}
testdata=/usr/share/libonnx-testdata/data

cmake -G Ninja -S "$source" -B "$build" -DONNXC_FUZZ=ON -DCMAKE_BUILD_TYPE=Debug \
  -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 -DCMAKE_CXX_FLAGS_DEBUG=-O1 \
  -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld >/dev/null
ninja -C "$build" import-fuzzer

if [ "$seconds" = smoke ]; then
  corpus=$build/fuzz/smoke
  rm -rf "$corpus"
  # The default of libFuzzer's seed is another one each time.
  limits='-runs=20000 -seed=1'
else
  corpus=$build/fuzz/corpus
  limits=-max_total_time=$seconds
fi
mkdir -p "$corpus"
for model in $(find "$testdata" -name model.onnx -size -16k); do
  name=$(basename "$(dirname "$model")")
  [ -e "$corpus/$name" ] || cp "$model" "$corpus/$name"
done
cd "$build/fuzz"
# The packaged LLVM and protobuf are not instrumented, hence no leak detection.
# shellcheck disable=SC2086
ASAN_OPTIONS=detect_leaks=0 "$build/bin/import-fuzzer" $limits -timeout=20 \
  -rss_limit_mb=4096 -max_len=65536 -print_final_stats=1 "$corpus"

#!/bin/sh
# Fuzzes the importer and the graph stage: utils/fuzz-import.sh [SECONDS|smoke]
# With ONNXC_FUZZ_STAGE=linalg in the environment, models go through the stage after these, too.
# Builds both with libFuzzer and sanitizers, starts from the small models of Debian's
# libonnx-testdata, and fails on the first crash, whose input it leaves in build/sanitized/fuzz.
# A run of SECONDS goes on from what earlier ones found; `smoke` tries the same inputs each time.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
testdata=/usr/share/libonnx-testdata/data
utils/build-sanitized.sh import-fuzzer

mkdir -p build/sanitized/fuzz
cd build/sanitized/fuzz
if [ "$seconds" = smoke ]; then
  corpus=smoke
  rm -rf "$corpus"
  # The default of libFuzzer's seed is another one each time.
  limits='-runs=2500 -seed=1'
else
  corpus=corpus
  limits=-max_total_time=$seconds
fi
mkdir -p "$corpus"
for model in $(find "$testdata" -name model.onnx -size -16k); do
  name=$(basename "$(dirname "$model")")
  [ -e "$corpus/$name" ] || cp "$model" "$corpus/$name"
done
# The packaged LLVM and protobuf are not instrumented, hence no leak detection.
# shellcheck disable=SC2086
ASAN_OPTIONS=detect_leaks=0 ../bin/import-fuzzer $limits -timeout=20 \
  -rss_limit_mb=4096 -max_len=65536 -print_final_stats=1 "$corpus"

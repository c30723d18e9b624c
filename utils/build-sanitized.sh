#!/bin/sh
# Builds onnxc with AddressSanitizer, UndefinedBehaviorSanitizer and assertions in build/sanitized:
# utils/build-sanitized.sh ninja-target...
set -eu
cd "$(dirname "$0")/.."
cmake -G Ninja -S . -B build/sanitized -DONNXC_SANITIZE=ON -DCMAKE_BUILD_TYPE=Debug \
  -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 -DCMAKE_CXX_FLAGS_DEBUG=-O0 \
  -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld >/dev/null
ninja -C build/sanitized "$@"

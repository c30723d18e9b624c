#!/bin/sh
# Configures and builds onnxc in build/release: utils/build.sh [ninja target...]
set -eu
cd "$(dirname "$0")/.."
cmake -G Ninja -S . -B build/release -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 \
  -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld -DONNXC_WERROR=ON
ninja -C build/release "$@"

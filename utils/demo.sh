#!/bin/sh
# Installs the packages, builds onnxc, compiles the model of examples/digits, links it into the
# example's program and classifies handwritten digits with it.
set -eu
cd "$(dirname "$0")/.."
utils/setup.sh build
utils/build.sh onnxc
cmake -G Ninja -S examples/digits -B build/digits -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_CXX_COMPILER=clang++-22 -DONNXC_EXECUTABLE="$PWD/build/release/bin/onnxc"
ninja -C build/digits
build/digits/classify examples/digits/pictures/*.pgm

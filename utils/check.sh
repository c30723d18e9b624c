#!/bin/sh
# Installs the packages, builds everything, runs all tests and fuzzes the compiler for a moment.
set -eu
cd "$(dirname "$0")/.."
utils/setup.sh
utils/check-format.sh
utils/build.sh check-onnxc
utils/check-sanitized.sh

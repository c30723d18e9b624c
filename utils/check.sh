#!/bin/sh
# Installs the packages, builds everything and runs all tests.
set -eu
cd "$(dirname "$0")/.."
utils/setup.sh
utils/check-format.sh
utils/build.sh check-onnxc

#!/bin/sh
# Fails if a C++ source is not formatted as .clang-format says.
set -eu
cd "$(dirname "$0")/.."
find compiler dialects examples runtime test utils -name '*.cpp' -o -name '*.h' -o -name '*.c' |
  xargs clang-format-22 --dry-run -Werror

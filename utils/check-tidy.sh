#!/bin/sh
# Runs clang-tidy 22 on C++ sources, with the checks of .clang-tidy:
#
#   utils/check-tidy.sh                    those that differ from the main branch
#   utils/check-tidy.sh compiler/Target/*.cpp
#
# It takes build/release, whose headers have to be built, or $BUILD.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- $(git diff --name-only --diff-filter=d main... -- '*.cpp')
[ $# -eq 0 ] || clang-tidy-22 -p "${BUILD-build/release}" --quiet "$@"

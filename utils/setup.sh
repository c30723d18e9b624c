#!/bin/sh
# Installs what onnxc needs, with apt, on Debian 12 and 13.
#
#   utils/setup.sh            everything: build, tests, cross compilers, emulators
#   utils/setup.sh build      only what building and using onnxc takes
#
# On other systems it says which packages are needed and fails.
set -eu

# Building. LLVM's CMake files ask for zlib and zstd.
build="cmake ninja-build clang-22 lld-22 llvm-22-dev libmlir-22-dev mlir-22-tools
  zlib1g-dev libzstd-dev libprotobuf-dev protobuf-compiler libstb-dev libminizip-dev python3"
# The tests: gtest, FileCheck and lit, ONNX's test data, sanitizers and the fuzzer, Python's package.
tests="libgtest-dev libgmock-dev llvm-22-tools libonnx-testdata libclang-rt-22-dev clang-format-22 nodejs
  pkg-config python3-numpy python3-pip python3-setuptools python3-wheel"
# Programs for other machines, and the machines.
targets="gcc g++ gcc-aarch64-linux-gnu libc6-dev-arm64-cross gcc-arm-linux-gnueabihf
  libc6-dev-armhf-cross gcc-riscv64-linux-gnu libc6-dev-riscv64-cross gcc-arm-none-eabi make qemu-user qemu-system-arm"

case "${1-all}" in
all) packages="$build $tests $targets" ;;
# The tests' libraries, because one CMake project has both.
build) packages="$build libgtest-dev libgmock-dev llvm-22-tools" ;;
*)
  echo "usage: $0 [all | build]" >&2
  exit 1
  ;;
esac

say_what_is_needed() {
  echo "$0: $1" >&2
  echo "onnxc needs, by the names of Debian's packages:" >&2
  # shellcheck disable=SC2086
  printf '  %s\n' $packages >&2
  exit 1
}

command -v apt-get > /dev/null && command -v dpkg-query > /dev/null ||
  say_what_is_needed "this system has no apt"

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]
}
missing=""
for package in $packages; do
  is_installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo > /dev/null || say_what_is_needed "run it as root: these are missing:$missing"
  as_root=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q
# shellcheck disable=SC2086
$as_root apt-get install -q -y --no-install-recommends $missing ||
  say_what_is_needed "apt could not install:$missing
(LLVM 22 is in the security repository of Debian 12 and 13, see /etc/apt/sources.list)"

#!/bin/sh
# run-bare.sh TRIPLE EMULATOR [clang's flags]: compiles add.mlir for the triple, links it to
# bare-add.c in the current folder, and runs both.
set -eu
inputs=$(dirname "$0")
triple=$1
emulator=$2
shift 2
onnxc "$inputs/add.mlir" -target="$triple" -o add.o
clang --target="$triple" "$@" -O1 -ffreestanding -fno-pic -nostdlib -static -fuse-ld=lld -I. \
  "$inputs/bare-add.c" add.o -o program
"$emulator" program

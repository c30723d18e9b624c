#!/bin/sh
# Uses onnxc's packages on a clean Debian, and prints how long each step takes:
#
#   (cd build/release && cpack -G "DEB;TXZ" -B packages)
#   utils/check-package.sh build/release/packages [folder of the clean Debian]
#
# Without the folder, debootstrap makes one (its RELEASE is this machine's unless that is set). Needs to be root.
set -eu
[ $# -ge 1 ] || {
  echo "usage: $0 packages [folder of a clean Debian]" >&2
  exit 1
}
packages=$(realpath "$1")
if [ $# -ge 2 ]; then
  root=$(realpath "$2")
else
  release=${RELEASE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
  debootstrap --variant=minbase "$release" "$root" > "$root.log" || {
    cat "$root.log" >&2
    exit 1
  }
fi

mkdir -p "$root/packages"
cp "$packages"/onnxc_*.deb "$packages"/python3-onnxc_*.deb "$root/packages"
mkdir -p "$root/opt/onnxc"
for archive in "$packages"/onnxc-*.tar.xz; do
  [ ! -e "$archive" ] || tar -xf "$archive" -C "$root/opt/onnxc" --strip-components=1
done
cat > "$root/packages/use.sh" << 'END'
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
examples=/usr/share/doc/onnxc/examples
install() { apt-get install -q -y --no-install-recommends "$@"; }
step() {
  name=$1
  shift
  begin=$(date +%s%N)
  "$@" > /packages/log 2>&1 || {
    cat /packages/log
    echo "failed: $name"
    exit 1
  }
  echo "$(awk "BEGIN { printf \"%6.1f\", ($(date +%s%N) - $begin) / 1e9 }") s  $name"
}
compile() { onnxc $examples/digits/digits.onnx -o /tmp/digits.o; }
build() {
  cmake -S $examples/cmake_package -B /tmp/build -DCMAKE_C_COMPILER=gcc
  cmake --build /tmp/build
}
run() { [ "$(/tmp/build/three)" = "this is a 3" ]; }
import() {
  python3 -c '
import numpy, onnxc
model = onnxc.compile("/usr/share/doc/onnxc/examples/digits/digits.onnx")
(scores,) = model.run({"image": numpy.zeros(model.inputs[0].shape, numpy.float32)}).values()
assert abs(scores.sum() - 1) < 1e-5, scores
'
}
compile_from_archive() {
  for tool in onnxc onnxc-opt onnxc-reduce; do
    /opt/onnxc/bin/$tool --version || return 1
  done
  /opt/onnxc/bin/onnxc /opt/onnxc/share/doc/onnxc/examples/digits/digits.onnx -o /tmp/digits.o
}

echo "a clean Debian $(cat /etc/debian_version), $(dpkg-query -W | wc -l) packages"
# Before anything is installed that it might need.
[ ! -e /opt/onnxc/bin ] || step "compile with the unpacked archive" compile_from_archive
step "apt-get update" apt-get update
step "install onnxc" install /packages/onnxc_*.deb
step "compile a model" compile
echo "  $(tail -n 1 /packages/log)"
step "install cmake, make and gcc" install cmake make gcc libc6-dev
step "build examples/cmake_package" build
step "run it" run
step "install python3-onnxc with numpy" install /packages/python3-onnxc_*.deb
step "import onnxc, compile and run" import
echo "installed: $(dpkg-query -W -f '${Installed-Size}' onnxc) KB onnxc, depends on: \
$(dpkg-query -W -f '${Depends}' onnxc)"
END
ls -l "$root/packages" | awk 'NR > 1 && $9 ~ /^(python3-)?onnxc/ { printf "%9.1f MB %s\n", $5 / 1e6, $9 }'
# The mounts end with their namespace.
unshare -m sh -c "mount -t proc proc '$root/proc' && exec chroot '$root' sh /packages/use.sh"

# What bash offers after some command lines, with the completions in file $1.
. "$1"
compopt() { :; }
offer() {
  local what=$1:
  shift
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  _onnxc
  echo "$what" "${COMPREPLY[@]}"
}
offer commands onnxc che
offer flags onnxc model.onnx --max
offer values onnxc model.onnx --stop-after = m
offer levels onnxc model.onnx -O
offer verify onnxc verify model.onnx --rto
offer 'not of verify' onnxc verify model.onnx --stop

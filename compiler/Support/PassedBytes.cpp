#include "compiler/Support/PassedBytes.h"

#include "runtime/onnxc.h"
#include "llvm/ADT/STLExtras.h"

#include <cstring>

std::vector<char> onnxc::getPassedBytes(const HostTensor &tensor) {
  if (!isString(tensor.type.getElementType()))
    return tensor.bytes;
  std::vector<char> views(tensor.strings.size() * sizeof(onnxc_string));
  for (auto [i, text] : llvm::enumerate(tensor.strings)) {
    onnxc_string view = {text.data(), text.size()};
    std::memcpy(views.data() + i * sizeof(view), &view, sizeof(view));
  }
  return views;
}

void onnxc::takePassedBytes(HostTensor &tensor, llvm::ArrayRef<char> bytes) {
  if (!isString(tensor.type.getElementType())) {
    tensor.bytes.assign(bytes.begin(), bytes.end());
    return;
  }
  for (auto [i, text] : llvm::enumerate(tensor.strings)) {
    onnxc_string view;
    std::memcpy(&view, bytes.data() + i * sizeof(view), sizeof(view));
    text.assign(view.data, view.size);
  }
}

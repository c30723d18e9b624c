// Constants whose elements are moved, not computed with: on bytes, so that any element type
// and any size will do.
#ifndef ONNXC_DIALECTS_ONNX_IR_MOVEELEMENTS_H
#define ONNXC_DIALECTS_ONNX_IR_MOVEELEMENTS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"

#include <vector>

namespace onnxc::onnx {

/// The distance, in elements, between neighbours along each dimension of a dense tensor.
llvm::SmallVector<int64_t> getStrides(llvm::ArrayRef<int64_t> shape);

/// Where the elements of a box lie among those of a tensor.
struct ElementView {
  int64_t offset = 0;
  llvm::SmallVector<int64_t> strides;
};

/// The tensor of `type` whose element at (i, j, ...) is `input`'s element number
/// offset + i * strides[0] + j * strides[1] + ...; null if `input` has no bytes.
mlir::ElementsAttr viewElements(mlir::ElementsAttr input, const ElementView &view,
                                mlir::RankedTensorType type);

/// A constant that is put together from pieces of others with the same element type.
class ElementsBuilder {
public:
  explicit ElementsBuilder(mlir::RankedTensorType type);

  /// Copies a box of `input`'s elements; false if `input` has no bytes.
  bool copy(const ElementView &to, mlir::ElementsAttr input, const ElementView &from,
            llvm::ArrayRef<int64_t> shape);
  mlir::ElementsAttr build() const;

private:
  mlir::RankedTensorType type;
  int64_t elementBytes;
  std::vector<char> bytes;
};

} // namespace onnxc::onnx

#endif

#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_TEXT_H
#define ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_TEXT_H

#include "compiler/Conversion/OnnxToLinalg/TextTable.h"
#include "dialects/Onnx/IR/TextOps.h"
#include "mlir/Transforms/DialectConversion.h"

namespace onnxc {

/// The patterns of operators on strings; `texts` has the strings of the model.
void populateTextToLinalg(const mlir::TypeConverter &types, const TextTable &texts,
                          mlir::RewritePatternSet &patterns);

} // namespace onnxc

#endif

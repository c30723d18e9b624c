#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_DROPSCANS_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_DROPSCANS_H

#include "mlir/IR/PatternMatch.h"

namespace onnxc::onnx {

/// Patterns that let a Loop go without the scan outputs that nobody reads: their size, which only a
/// run may tell, need not be known.
void populateDropScansPatterns(mlir::RewritePatternSet &patterns);

} // namespace onnxc::onnx

#endif

// The ranges of a model's values, as a file keeps them.
#ifndef ONNXC_COMPILER_QUANTIZE_RANGES_H
#define ONNXC_COMPILER_QUANTIZE_RANGES_H

#include "compiler/Quantize/Histogram.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <map>
#include <string>

namespace onnxc::quantize {

using Ranges = std::map<std::string, Interval>;

/// Writes {"ranges": {<value>: [low, high], ...}}.
void writeRanges(const Ranges &ranges, llvm::raw_ostream &os);

/// Reads what writeRanges writes.
mlir::FailureOr<Ranges> readRanges(llvm::StringRef path, mlir::MLIRContext *context);

} // namespace onnxc::quantize

#endif

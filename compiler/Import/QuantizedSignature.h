// Inputs and outputs that are quantized numbers.
#ifndef ONNXC_COMPILER_IMPORT_QUANTIZEDSIGNATURE_H
#define ONNXC_COMPILER_IMPORT_QUANTIZEDSIGNATURE_H

#include "compiler/Import/Import.h"

namespace onnxc::importer {

/// Makes inputs and outputs what the options say, without the QuantizeLinear and DequantizeLinear
/// that the model has there, and writes down of all that are integers what they stand for, if the
/// operators next to them say so.
mlir::LogicalResult settleQuantizedSignature(mlir::ModuleOp module, const ImportOptions &options);

} // namespace onnxc::importer

#endif

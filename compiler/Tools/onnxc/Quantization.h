// What --quantize does before a model is compiled.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_QUANTIZATION_H
#define ONNXC_COMPILER_TOOLS_ONNXC_QUANTIZATION_H

#include "compiler/Quantize/QuantizeModel.h"
#include "compiler/Tools/onnxc/Session.h"

namespace onnxc {

/// Whether --ranges names a file to write.
bool writesRanges(const Flags &flags);

/// Quantizes the model for `target`; reads or writes ranges.
mlir::FailureOr<quantize::QuantizedModel> quantizeModel(Session &session, const Target &target);

/// Writes the quantized model as ONNX has it.
mlir::LogicalResult writeModel(Session &session, const quantize::QuantizedModel &model,
                               llvm::StringRef path);

} // namespace onnxc

#endif

// ONNX's numbers for element types.
#ifndef ONNXC_COMPILER_IMPORT_DATATYPES_H
#define ONNXC_COMPILER_IMPORT_DATATYPES_H

#include "mlir/IR/Types.h"

#include <string>

namespace onnxc::importer {

/// The dialect's element type for ONNX's `dataType`; null for types that the dialect does not
/// have (complex numbers) and for numbers that are not a type.
mlir::Type getElementType(int64_t dataType, mlir::MLIRContext *context);

/// ONNX's name of a data type, for messages.
std::string getDataTypeName(int64_t dataType);

/// ONNX's number for the name of a type as old models spell it (`FLOAT`, `INT64`), or 0.
int64_t getDataTypeByName(llvm::StringRef name);

} // namespace onnxc::importer

#endif

// How elements of the `onnx` dialect lie in memory, and how scalar code sees them.
#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_BUILDERS_ELEMENTTYPES_H
#define ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_BUILDERS_ELEMENTTYPES_H

#include "mlir/IR/Builders.h"
#include "mlir/Transforms/DialectConversion.h"

namespace onnxc {

/// The element type in memory: signless, and i8 for bool and integers below 8 bits.
mlir::Type getStorageType(mlir::Type elementType);

/// The type in which scalar code computes: signless, with ONNX's width (bool is i1).
mlir::Type getScalarType(mlir::Type elementType);

/// The scalar of an element of ONNX type `elementType` that was read from memory, and back.
mlir::Value fromStorage(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value stored,
                        mlir::Type elementType);
mlir::Value toStorage(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value scalar,
                      mlir::Type elementType);

/// Tensors with the element types of memory.
class StorageTypeConverter : public mlir::TypeConverter {
public:
  StorageTypeConverter();
};

} // namespace onnxc

#endif

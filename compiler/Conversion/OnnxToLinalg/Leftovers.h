#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_LEFTOVERS_H
#define ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_LEFTOVERS_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"

namespace onnxc {

/// Operators that no pattern knows, and why.
class Leftovers {
public:
  /// Takes down where sizes are first unknown in `module`, before it is converted.
  explicit Leftovers(mlir::ModuleOp module);

  /// Reports every operator that is left after conversion. Of those whose sizes are not known,
  /// only the first ones: what follows them is not to blame. Fails if there is any.
  llvm::LogicalResult report(mlir::ModuleOp module) const;

private:
  /// The flags that would tell the sizes, for each operation where these are first unknown.
  llvm::DenseMap<mlir::Operation *, std::string> origins;
};

} // namespace onnxc

#endif

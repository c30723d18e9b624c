// What fills the sums of a contraction, and the epilogue that its tiles end with in registers.
#ifndef ONNXC_COMPILER_TRANSFORMS_ANALYSIS_EPILOGUE_H
#define ONNXC_COMPILER_TRANSFORMS_ANALYSIS_EPILOGUE_H

#include "compiler/Transforms/Analysis/SumOfProducts.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace onnxc {

/// Carries out the body of `op` on scalars or, if some of `inputs` are vectors, on `lanes`
/// lanes; yields its results.
llvm::SmallVector<mlir::Value> evaluateResults(mlir::OpBuilder &builder, mlir::linalg::GenericOp op,
                                               mlir::ValueRange inputs, int64_t lanes);

/// The same for a body with one result.
mlir::Value evaluateBody(mlir::OpBuilder &builder, mlir::linalg::GenericOp op,
                         mlir::ValueRange inputs, int64_t lanes);

/// A contraction on buffers, and the buffer that it adds its sums to.
struct ContractionSite {
  mlir::Operation *op = nullptr;
  mlir::Value sums;
};

/// `op` as a contraction: an operation of the kernel dialect, or a linalg.generic that is a sum of
/// products.
std::optional<ContractionSite> getContractionSite(mlir::Operation *op);

/// What fills the buffer of the sums right before a contraction: a linalg.fill, or an elementwise
/// operation that does not read the buffer. Null if there is none.
mlir::linalg::LinalgOp getInit(const ContractionSite &site);

/// The group that a contraction was made a member of before the arena was planned, so that all its
/// buffers have places apart; null if there is none.
kernel::GroupOp getGroup(const ContractionSite &site);

/// The epilogue of its group that reads the sums; null if there is none.
mlir::linalg::GenericOp getEpilogue(const ContractionSite &site);

/// What happens to a tile of sums before and after they are taken. Vectors lie along one dimension
/// of the result; of their lanes, only the first `valid` are elements of the result.
class TileEnds {
public:
  /// `lane`: the dimension of vectors; nothing if there are only scalars.
  TileEnds(mlir::ImplicitLocOpBuilder &builder, ContractionSite site, std::optional<unsigned> lane);

  /// What the sums at indices `at` of the result start with: nothing, where that is a tensor, which
  /// is added in the end. Sums of many products would else be rounded as it is, which may be
  /// larger.
  mlir::Value loadInit(llvm::ArrayRef<mlir::Value> at, int64_t lanes, int64_t valid);

  /// Stores the finished sums at `positions` after what follows them. All is read before any is
  /// stored, as the sums may overlap and a residual may be overwritten. Each `perRow` of the
  /// vectors lie side by side.
  void finish(llvm::SmallVector<mlir::Value> sums,
              llvm::ArrayRef<llvm::SmallVector<mlir::Value>> positions, int64_t perRow,
              llvm::ArrayRef<int64_t> valid);

  /// Erases the contraction and what the tiles have taken over, and leaves the tiles in place of
  /// their group.
  void erase();

private:
  /// Sums that are finished and stored together.
  struct Part {
    mlir::Value sums;
    llvm::SmallVector<mlir::Value> at;
    int64_t valid;
  };
  llvm::SmallVector<Part> joinParts(llvm::ArrayRef<Part> parts, int64_t perRow);
  int64_t getMostLanes();
  bool beginsWithTensor();
  mlir::Value computeInit(llvm::ArrayRef<mlir::Value> at, int64_t lanes, int64_t valid);
  mlir::Value load(mlir::Value buffer, mlir::AffineMap map, int64_t stride,
                   llvm::ArrayRef<mlir::Value> at, int64_t lanes, int64_t valid);
  mlir::Value loadOperand(mlir::linalg::GenericOp op, mlir::OpOperand &operand,
                          llvm::ArrayRef<mlir::Value> at, int64_t lanes, int64_t valid);
  mlir::Value evaluateEpilogue(mlir::Value sum, llvm::ArrayRef<mlir::Value> at, int64_t lanes,
                               int64_t valid);
  void store(mlir::Value value, mlir::Value buffer, llvm::ArrayRef<mlir::Value> at, int64_t valid);

  mlir::ImplicitLocOpBuilder &b;
  ContractionSite site;
  std::optional<unsigned> lane;
  mlir::linalg::LinalgOp init;
  mlir::linalg::GenericOp epilogue;
};

} // namespace onnxc

#endif

// What adds products to the sums of a tile: one implementation for each kind of instruction.
#ifndef ONNXC_COMPILER_KERNELGEN_DOT_DOT_H
#define ONNXC_COMPILER_KERNELGEN_DOT_DOT_H

#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

#include <memory>

namespace onnxc {

/// The types that a dot works with. All but `sum` may be narrower.
struct DotTypes {
  mlir::Type input, weight, sum;
  bool unsignedInput = false;
  /// How many sums are in a vector; 1 for sums in scalar registers.
  int64_t lanes = 1;
};

/// Adds a group of products along the depth to each sum of a vector. The factors of a step are
/// prepared once, and used for all columns or rows of the tile.
class Dot {
public:
  explicit Dot(const DotTypes &types) : types(types) {}
  virtual ~Dot() = default;

  /// Group `index` of `inputs`, which one load has brought, as a factor of all lanes. `inputs` is a
  /// vector of whole groups, or one element.
  virtual mlir::Value prepareInput(mlir::ImplicitLocOpBuilder &b, mlir::Value inputs,
                                   int64_t index) const = 0;

  /// The weights of a group, as they lie in memory, as a factor.
  virtual mlir::Value prepareWeights(mlir::ImplicitLocOpBuilder &b, mlir::Value weights) const = 0;

  /// The sums with the products of both factors added.
  virtual mlir::Value add(mlir::ImplicitLocOpBuilder &b, mlir::Value input, mlir::Value weights,
                          mlir::Value sum) const = 0;

  /// Adds to each of `sums`, those of a row, the products of its input and the column's weights.
  virtual void addToRow(mlir::ImplicitLocOpBuilder &b, mlir::Value input,
                        llvm::ArrayRef<mlir::Value> weights,
                        llvm::MutableArrayRef<mlir::Value> sums) const;

protected:
  DotTypes types;
};

/// A dot of four bytes: inputs are a word in all lanes, and weights what they are in memory.
class ByteDot : public Dot {
public:
  using Dot::Dot;

  mlir::Value prepareInput(mlir::ImplicitLocOpBuilder &b, mlir::Value inputs,
                           int64_t index) const override;
  mlir::Value prepareWeights(mlir::ImplicitLocOpBuilder &b, mlir::Value weights) const override;
};

/// The implementation of `kind`. With `fma`, products of floats are added in one step.
std::unique_ptr<Dot> createDot(kernel::DotKind kind, const DotTypes &types, bool fma);

// The kinds.
std::unique_ptr<Dot> createMultiplyAdd(const DotTypes &types, bool fma);
std::unique_ptr<Dot> createMaddWords(const DotTypes &types);
std::unique_ptr<Dot> createMaddBytes(const DotTypes &types);
std::unique_ptr<Dot> createVnni(const DotTypes &types);
std::unique_ptr<Dot> createDotProd(const DotTypes &types);
std::unique_ptr<Dot> createSmmla(const DotTypes &types);
std::unique_ptr<Dot> createSmullPairs(const DotTypes &types);
std::unique_ptr<Dot> createSmlad(const DotTypes &types);
std::unique_ptr<Dot> createVmladava(const DotTypes &types);

/// Group `index` of `inputs`, of 32 bits, as an i32.
mlir::Value extractWord(mlir::ImplicitLocOpBuilder &b, mlir::Value inputs, int64_t index);

/// Four bytes as i16, the first two being bytes 0 and 2.
mlir::Value widenWord(mlir::ImplicitLocOpBuilder &b, mlir::Value bytes, bool isUnsigned);

/// Four bytes as i32, by instructions that make halves of a word of them.
mlir::Value extendWord(mlir::ImplicitLocOpBuilder &b, mlir::Value bytes, bool isUnsigned);

/// `word` in all `lanes`, as a vector of `element`.
mlir::Value broadcastWord(mlir::ImplicitLocOpBuilder &b, mlir::Value word, int64_t lanes,
                          mlir::Type element);

/// The result of an intrinsic of LLVM.
mlir::Value callIntrinsic(mlir::ImplicitLocOpBuilder &b, llvm::StringRef name, mlir::Type type,
                          mlir::ValueRange operands);

} // namespace onnxc

#endif

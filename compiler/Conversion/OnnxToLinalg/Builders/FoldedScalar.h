// Float scalars that are constants as long as all they come from is: one formula serves for
// tables that are computed now and for code that computes them at run time.
#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_BUILDERS_FOLDEDSCALAR_H
#define ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_BUILDERS_FOLDEDSCALAR_H

#include "mlir/IR/ImplicitLocOpBuilder.h"

#include <optional>

namespace onnxc {

/// A condition: known now, or an i1 value.
struct FoldedCondition {
  std::optional<bool> known;
  mlir::Value value;
  mlir::ImplicitLocOpBuilder *builder = nullptr;
};

/// A number: a double that is known now, or an f32 value. Operations on known numbers are
/// computed; others build code with the builder of their operands.
class FoldedScalar {
public:
  FoldedScalar(double constant) : constant(constant) {}
  FoldedScalar(mlir::ImplicitLocOpBuilder &builder, mlir::Value value);

  std::optional<double> getConstant() const;

  /// The same number, from which `builder` builds: code of a loop's body stands there.
  FoldedScalar rebuild(mlir::ImplicitLocOpBuilder &builder) const;

  /// The number as an f32 value.
  mlir::Value materialize(mlir::ImplicitLocOpBuilder &builder) const;

  /// The number, which is an integer, as an i32 value.
  mlir::Value materializeInt(mlir::ImplicitLocOpBuilder &builder) const;

private:
  friend struct FoldedScalarAccess;
  double constant = 0;
  mlir::ImplicitLocOpBuilder *builder = nullptr;
  mlir::Value value;
};

FoldedScalar operator+(FoldedScalar x, FoldedScalar y);
FoldedScalar operator-(FoldedScalar x, FoldedScalar y);
FoldedScalar operator*(FoldedScalar x, FoldedScalar y);
FoldedScalar operator/(FoldedScalar x, FoldedScalar y);
FoldedCondition operator<(FoldedScalar x, FoldedScalar y);
FoldedCondition operator||(FoldedCondition x, FoldedCondition y);
FoldedScalar floor(FoldedScalar x);
FoldedScalar ceil(FoldedScalar x);
FoldedScalar roundEven(FoldedScalar x);
FoldedScalar abs(FoldedScalar x);
FoldedScalar exp(FoldedScalar x);
FoldedScalar log(FoldedScalar x);
FoldedScalar sin(FoldedScalar x);
FoldedScalar cos(FoldedScalar x);
FoldedScalar select(FoldedCondition condition, FoldedScalar x, FoldedScalar y);
FoldedScalar min(FoldedScalar x, FoldedScalar y);
FoldedScalar max(FoldedScalar x, FoldedScalar y);

} // namespace onnxc

#endif

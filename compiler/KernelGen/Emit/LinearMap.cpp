#include "compiler/KernelGen/Emit/LinearMap.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

namespace {
struct Term {
  double factor;
  Value value;
};

/// Emits sums of products with constants.
class TermEmitter {
public:
  TermEmitter(ImplicitLocOpBuilder &b, bool fma) : b(b), fma(fma) {}

  Value add(Value x, Value y) {
    if (isInteger(x))
      return arith::AddIOp::create(b, x, y);
    return arith::AddFOp::create(b, x, y);
  }

  Value subtract(Value x, Value y) {
    if (isInteger(x))
      return arith::SubIOp::create(b, x, y);
    return arith::SubFOp::create(b, x, y);
  }

  /// sum + factor * value
  Value addTerm(Value sum, Term term) {
    if (term.factor == 1)
      return add(sum, term.value);
    if (term.factor == -1)
      return subtract(sum, term.value);
    if (isInteger(sum))
      return addProduct(sum, term);
    Value factor = getConstant(term.factor, term.value.getType());
    if (fma)
      return math::FmaOp::create(b, term.value, factor, sum);
    return add(sum, arith::MulFOp::create(b, term.value, factor));
  }

  /// The sum as `factor * value`, where one term of floats is taken as it is.
  Term sum(SmallVector<Term> terms) {
    // One that needs no multiplication, if there is any.
    auto *first = llvm::find_if(terms, [](Term term) { return term.factor == 1; });
    if (first == terms.end())
      first = terms.begin();
    Term result = *first;
    if (isInteger(result.value))
      result = {1, getValue(result)};
    terms.erase(first);
    for (Term term : terms)
      result.value = addTerm(result.value, {term.factor / result.factor, term.value});
    return result;
  }

  Value getValue(Term term) {
    if (term.factor == 1)
      return term.value;
    Value factor = getConstant(term.factor, term.value.getType());
    if (isInteger(term.value))
      return arith::MulIOp::create(b, term.value, factor);
    return arith::MulFOp::create(b, term.value, factor);
  }

private:
  static bool isInteger(Value value) {
    return isa<IntegerType>(getElementTypeOrSelf(value.getType()));
  }

  /// Subtracts a product with a positive factor where it can: powers of two are shifts.
  Value addProduct(Value sum, Term term) {
    if (term.factor < 0)
      return subtract(sum, getValue({-term.factor, term.value}));
    return add(sum, getValue(term));
  }

  Value getConstant(double value, Type type) {
    Type element = getElementTypeOrSelf(type);
    TypedAttr attribute = isa<FloatType>(element)
                              ? TypedAttr(b.getFloatAttr(element, value))
                              : TypedAttr(b.getIntegerAttr(element, int64_t(value)));
    if (auto vector = dyn_cast<VectorType>(type))
      attribute = DenseElementsAttr::get(vector, cast<Attribute>(attribute));
    return arith::ConstantOp::create(b, attribute);
  }

  ImplicitLocOpBuilder &b;
  bool fma;
};
} // namespace

/// Whether the two differ in signs only, and in some but not all of those.
static bool differInSigns(ArrayRef<double> x, ArrayRef<double> y) {
  bool same = false, opposite = false;
  for (auto [a, b] : llvm::zip_equal(x, y)) {
    if (a != b && a != -b)
      return false;
    same |= a == b && a != 0;
    opposite |= a != b;
  }
  return same && opposite;
}

static SmallVector<double> getColumn(const Matrix &matrix, size_t column) {
  SmallVector<double> entries;
  for (ArrayRef<double> row : matrix)
    entries.push_back(row[column]);
  return entries;
}

/// The terms of each row, with columns that differ in signs added and subtracted first.
static SmallVector<SmallVector<Term>> getTerms(TermEmitter &emitter, const Matrix &matrix,
                                               ArrayRef<Value> inputs) {
  SmallVector<SmallVector<Term>> terms(matrix.size());
  auto addTerm = [&](size_t row, double factor, Value value) {
    if (factor != 0)
      terms[row].push_back({factor, value});
  };
  for (size_t column = 0; column < inputs.size(); ++column) {
    SmallVector<double> entries = getColumn(matrix, column);
    if (column + 1 == inputs.size() || !differInSigns(entries, getColumn(matrix, column + 1))) {
      for (size_t row = 0; row < matrix.size(); ++row)
        addTerm(row, entries[row], inputs[column]);
      continue;
    }
    Value sum = emitter.add(inputs[column], inputs[column + 1]);
    Value difference = emitter.subtract(inputs[column], inputs[column + 1]);
    for (size_t row = 0; row < matrix.size(); ++row)
      addTerm(row, entries[row], entries[row] == matrix[row][column + 1] ? sum : difference);
    ++column;
  }
  return terms;
}

Values onnxc::emitLinearMap(ImplicitLocOpBuilder &b, const Matrix &matrix, ArrayRef<Value> inputs,
                            bool fma) {
  TermEmitter emitter(b, fma);
  SmallVector<SmallVector<Term>> terms = getTerms(emitter, matrix, inputs);
  Values results;
  for (size_t row = 0; row < matrix.size(); ++row) {
    bool paired = row + 1 < matrix.size() && terms[row].size() == terms[row + 1].size() &&
                  differInSigns(matrix[row], matrix[row + 1]);
    if (!paired) {
      results.push_back(emitter.getValue(emitter.sum(terms[row])));
      continue;
    }
    SmallVector<Term> even, odd;
    for (auto [term, next] : llvm::zip_equal(terms[row], terms[row + 1]))
      (term.factor == next.factor ? even : odd).push_back(term);
    Value e = emitter.getValue(emitter.sum(even));
    Term o = emitter.sum(odd);
    results.push_back(emitter.addTerm(e, o));
    results.push_back(emitter.addTerm(e, {-o.factor, o.value}));
    ++row;
  }
  return results;
}

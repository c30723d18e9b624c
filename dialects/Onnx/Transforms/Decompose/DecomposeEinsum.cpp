#include "dialects/Onnx/Transforms/Decompose/DecomposeEinsum.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/EinsumEquation.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/Formula.h"

using namespace mlir;
using namespace onnxc::onnx;

using Letters = SmallVector<int64_t>;

static FailureOr<EinsumEquation> parseEquation(EinsumOp op) {
  SmallVector<ArrayRef<int64_t>> shapes;
  for (Value input : op.getInputs())
    shapes.push_back(getTensorType(input).getShape());
  return parseEinsumEquation(op.getLoc(), op.getEquation(), shapes);
}

//===-- More than two inputs -----------------------------------------------===//

static std::string spell(ArrayRef<int64_t> dims) {
  std::string letters;
  for (int64_t dim : dims)
    letters += dim < 26 ? char('a' + dim) : char('A' + dim - 26);
  return letters;
}

namespace {
/// Contracts the first two of more than two inputs, with the letters that are still needed:
///
///   onnx.Einsum %a, %b, %c {equation = "ij,jk,kl->il"}
/// becomes
///   onnx.Einsum (onnx.Einsum %a, %b {equation = "ij,jk->ik"}), %c {equation = "ik,kl->il"}
struct PairEinsumInputs : OpRewritePattern<EinsumOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(EinsumOp op, PatternRewriter &rewriter) const override {
    if (op.getInputs().size() < 3)
      return failure();
    FailureOr<EinsumEquation> equation = parseEquation(op);
    if (failed(equation) || equation->sizes.size() > 52)
      return rewriter.notifyMatchFailure(op, "more dimensions than letters");

    llvm::SmallSetVector<int64_t, 8> needed(equation->output.begin(), equation->output.end());
    for (ArrayRef<int64_t> dims : ArrayRef(equation->inputs).drop_front(2))
      needed.insert(dims.begin(), dims.end());
    llvm::SmallSetVector<int64_t, 8> kept;
    for (ArrayRef<int64_t> dims : ArrayRef(equation->inputs).take_front(2))
      for (int64_t dim : dims)
        if (needed.contains(dim))
          kept.insert(dim);

    std::string pairEquation = spell(equation->inputs[0]) + "," + spell(equation->inputs[1]) +
                               "->" + spell(kept.getArrayRef());
    Value pair =
        EinsumOp::create(rewriter, op.getLoc(), op.getInputs().take_front(2), pairEquation);
    std::string restEquation = spell(kept.getArrayRef());
    SmallVector<Value> rest = {pair};
    for (auto [dims, input] : llvm::drop_begin(llvm::zip(equation->inputs, op.getInputs()), 2)) {
      restEquation += "," + spell(dims);
      rest.push_back(input);
    }
    restEquation += "->" + spell(equation->output);
    rewriter.replaceOpWithNewOp<EinsumOp>(op, op.getType(), rest, restEquation);
    return success();
  }
};
} // namespace

//===-- Matrix products ----------------------------------------------------===//

namespace {
/// An input and the letters of its dimensions, without those of size 1, which say nothing.
struct Factor {
  Value value;
  Letters letters;

  bool has(int64_t letter) const { return llvm::is_contained(letters, letter); }
};

/// The letters of a matrix product: those that both factors have or that factors are repeated
/// along, those of the rows of the left one and of the columns of the right one, and those that are
/// summed over.
struct ProductLetters {
  Letters batch, rows, columns, depth;
};
} // namespace

static Letters dropUnits(ArrayRef<int64_t> letters, ArrayRef<int64_t> sizes) {
  Letters kept;
  for (auto [letter, size] : llvm::zip_equal(letters, sizes))
    if (size != 1)
      kept.push_back(letter);
  return kept;
}

static bool hasRepeats(ArrayRef<int64_t> letters) {
  return llvm::SmallDenseSet<int64_t>(letters.begin(), letters.end()).size() != letters.size();
}

/// Nothing if the product is none of matrices: it has no sum, no rows or no columns, or takes the
/// diagonal of a factor, or sums one over a letter of its own.
static std::optional<ProductLetters> matchProduct(const Factor &left, const Factor &right,
                                                  ArrayRef<int64_t> result) {
  if (hasRepeats(left.letters) || hasRepeats(right.letters))
    return std::nullopt;
  ProductLetters product;
  for (int64_t letter : result) {
    Letters &letters = !right.has(letter) ? product.rows
                       : left.has(letter) ? product.batch
                                          : product.columns;
    letters.push_back(letter);
  }
  for (int64_t letter : left.letters)
    if (!llvm::is_contained(result, letter))
      product.depth.push_back(letter);
  size_t shared = llvm::count_if(left.letters, [&](int64_t letter) { return right.has(letter); });
  bool sumsAlone =
      product.batch.size() + product.depth.size() != shared ||
      product.batch.size() + product.columns.size() + product.depth.size() != right.letters.size();
  if (sumsAlone || product.rows.empty() || product.columns.empty() || product.depth.empty())
    return std::nullopt;
  return product;
}

/// Repeats the left factor along columns that stand before all rows in the result, where they are.
static void repeatLeft(ProductLetters &product, ArrayRef<int64_t> result) {
  auto position = [&](int64_t letter) { return llvm::find(result, letter); };
  while (product.columns.size() > 1 &&
         position(product.columns.front()) < position(product.rows.front())) {
    product.batch.push_back(product.columns.front());
    product.columns.erase(product.columns.begin());
  }
}

/// Whether the rows of the product are to be those of the second factor: kernels take constants as
/// their right factor, and columns of the product lie side by side.
static bool isBetterSwapped(const Factor &first, const Factor &second, ArrayRef<int64_t> result) {
  bool firstIsConstant = bool(getConstant(first.value));
  if (firstIsConstant != bool(getConstant(second.value)))
    return firstIsConstant;
  return !result.empty() && !second.has(result.back());
}

static Letters join(ArrayRef<int64_t> first, ArrayRef<int64_t> second) {
  Letters letters(first);
  llvm::append_range(letters, second);
  return letters;
}

namespace {
/// Builds the product of matrices that an Einsum is.
class ProductBuilder {
public:
  ProductBuilder(Formula f, ArrayRef<int64_t> letterSizes) : f(f), letterSizes(letterSizes) {}

  Value build(const Factor &left, const Factor &right, const ProductLetters &letters,
              ArrayRef<int64_t> result) {
    Value product = f.matMul(buildMatrices(left, letters.batch, letters.rows, letters.depth),
                             buildMatrices(right, letters.batch, letters.depth, letters.columns));
    Letters order = join(letters.batch, join(letters.rows, letters.columns));
    return permute(f.reshape(product, getSizes(order)), order, result);
  }

private:
  SmallVector<int64_t> getSizes(ArrayRef<int64_t> letters) const {
    return llvm::map_to_vector(letters, [&](int64_t letter) { return letterSizes[letter]; });
  }

  /// `factor` as one matrix for each element of `batch`, or for all along letters that it lacks.
  Value buildMatrices(const Factor &factor, ArrayRef<int64_t> batch, ArrayRef<int64_t> rows,
                      ArrayRef<int64_t> columns) {
    Letters order;
    SmallVector<int64_t> shape;
    for (int64_t letter : batch) {
      shape.push_back(factor.has(letter) ? letterSizes[letter] : 1);
      if (factor.has(letter))
        order.push_back(letter);
    }
    for (ArrayRef<int64_t> letters : {rows, columns}) {
      shape.push_back(ShapedType::getNumElements(getSizes(letters)));
      llvm::append_range(order, letters);
    }
    Value value = f.reshape(factor.value, getSizes(factor.letters));
    return f.reshape(permute(value, factor.letters, order), shape);
  }

  /// `value` with its dimensions, whose letters are `from`, in the order of `to`.
  Value permute(Value value, ArrayRef<int64_t> from, ArrayRef<int64_t> to) {
    if (from == to)
      return value;
    return f.transpose(value, llvm::map_to_vector(to, [&](int64_t letter) -> int64_t {
                         return llvm::find(from, letter) - from.begin();
                       }));
  }

  Formula f;
  ArrayRef<int64_t> letterSizes;
};

/// A product of two inputs that sums over what both have is one of matrices, in whatever order its
/// letters stand, and as fast as such:
///
///   onnx.Einsum %a, %b {equation = "bid,bjd->bij"}
/// becomes
///   onnx.MatMul %a, (onnx.Transpose %b {perm = [0, 2, 1]})
struct EinsumToMatMul : OpRewritePattern<EinsumOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(EinsumOp op, PatternRewriter &rewriter) const override {
    if (op.getInputs().size() != 2)
      return failure();
    RankedTensorType type = getTensorType(op.getOutput());
    FailureOr<EinsumEquation> equation = parseEquation(op);
    if (failed(equation) || llvm::any_of(equation->sizes, [](int64_t size) { return size <= 0; }))
      return rewriter.notifyMatchFailure(op, "dynamic shape, or no elements");
    Factor left = getFactor(op, *equation, 0), right = getFactor(op, *equation, 1);
    Letters result = dropUnits(equation->output, type.getShape());
    if (isBetterSwapped(left, right, result))
      std::swap(left, right);
    std::optional<ProductLetters> letters = matchProduct(left, right, result);
    if (!letters)
      return rewriter.notifyMatchFailure(op, "not a product of matrices");
    // A constant is one matrix, which kernels take.
    if (!getConstant(right.value))
      repeatLeft(*letters, result);
    Formula f{rewriter, op.getLoc()};
    Value product = ProductBuilder(f, equation->sizes).build(left, right, *letters, result);
    rewriter.replaceOp(op, f.reshape(product, type.getShape()));
    return success();
  }

private:
  static Factor getFactor(EinsumOp op, const EinsumEquation &equation, unsigned i) {
    Value input = op.getInputs()[i];
    return {input, dropUnits(equation.inputs[i], getTensorType(input).getShape())};
  }
};
} // namespace

void onnxc::onnx::populateDecomposeEinsum(RewritePatternSet &patterns) {
  patterns.add<EinsumToMatMul, PairEinsumInputs>(patterns.getContext());
}

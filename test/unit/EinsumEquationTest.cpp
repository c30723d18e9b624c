#include "dialects/Onnx/IR/EinsumEquation.h"

#include "mlir/IR/MLIRContext.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace onnxc::onnx;
using testing::ElementsAre;

namespace {
std::string errorOf(StringRef equation, ArrayRef<ArrayRef<int64_t>> shapes) {
  MLIRContext context;
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    message = diagnostic.str();
    return success();
  });
  EXPECT_TRUE(failed(parseEinsumEquation(UnknownLoc::get(&context), equation, shapes)));
  return message;
}
} // namespace

// The letters of the output come first, in its order.
TEST(EinsumEquationTest, NumbersTheOutputFirst) {
  auto equation = parseEinsumEquation(std::nullopt, "ij,jk->ki", {{2, 3}, {3, 4}});
  ASSERT_TRUE(succeeded(equation));
  EXPECT_THAT(equation->output, ElementsAre(0, 1));
  EXPECT_THAT(equation->inputs[0], ElementsAre(1, 2));
  EXPECT_THAT(equation->inputs[1], ElementsAre(2, 0));
  EXPECT_THAT(equation->sizes, ElementsAre(4, 2, 3));
}

// Without an arrow the output has the letters that occur once, in alphabetic order.
TEST(EinsumEquationTest, ImpliesTheOutput) {
  auto equation = parseEinsumEquation(std::nullopt, "ba, bc", {{2, 3}, {2, 4}});
  ASSERT_TRUE(succeeded(equation));
  EXPECT_THAT(equation->sizes, ElementsAre(3, 4, 2));
}

TEST(EinsumEquationTest, RejectsWhatDoesNotFit) {
  EXPECT_NE(errorOf("ij->i", {{2, 3}, {3, 4}}), "");
  EXPECT_NE(errorOf("ij->i", {{2, 3, 4}}), "");
  EXPECT_NE(errorOf("ij,jk->ik", {{2, 3}, {4, 5}}), "");
  EXPECT_NE(errorOf("ij->ik", {{2, 3}}), "");
}

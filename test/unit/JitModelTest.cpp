#include "compiler/Target/JitModel.h"
#include "dialects/Kernel/IR/KernelOps.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace onnxc;

namespace {

struct JitModelTest : testing::Test {
  JitModelTest() : context(MLIRContext::Threading::DISABLED) {
    context.loadDialect<LLVM::LLVMDialect, kernel::KernelDialect>();
  }

  std::unique_ptr<JitModel> compile(StringRef source, OptLevel level = OptLevel::O1) {
    OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(source, &context);
    if (!module)
      return nullptr;
    FailureOr<Target> target = parseTarget("native", "", "", llvm::errs());
    FailureOr<std::unique_ptr<JitModel>> model = JitModel::create(*module, *target, level);
    return succeeded(model) ? std::move(*model) : nullptr;
  }

  MLIRContext context;
};

// The third weight is a splat, the arena holds a sum for a moment.
constexpr char kAddWeights[] = R"mlir(
  module attributes {
      onnx.inputs = [{name = "x", type = tensor<2xf32>}],
      onnx.outputs = [{name = "y", type = tensor<2xf32>}],
      onnxc.arena_size = 64 : i64, onnxc.weights_size = 136 : i64,
      onnxc.weight_values = [dense<[1.0, 2.0]> : tensor<2xf32>, dense<7> : tensor<3xi8>,
                             dense<0.5> : tensor<2xf32>],
      onnxc.weight_offsets = array<i64: 0, 64, 128>} {
    llvm.func internal @add(%a: !llvm.ptr, %b: !llvm.ptr, %c: !llvm.ptr) {
      %0 = llvm.load %a {alignment = 4 : i64} : !llvm.ptr -> vector<2xf32>
      %1 = llvm.load %b {alignment = 4 : i64} : !llvm.ptr -> vector<2xf32>
      %2 = llvm.fadd %0, %1 : vector<2xf32>
      llvm.store %2, %c {alignment = 4 : i64} : vector<2xf32>, !llvm.ptr
      llvm.return
    }
    llvm.func internal @main(%x: !llvm.ptr, %y: !llvm.ptr, %arena: !llvm.ptr, %w: !llvm.ptr) {
      %v = llvm.getelementptr %w[128] : (!llvm.ptr) -> !llvm.ptr, i8
      llvm.call @add(%x, %w, %arena) : (!llvm.ptr, !llvm.ptr, !llvm.ptr) -> ()
      llvm.call @add(%arena, %v, %y) : (!llvm.ptr, !llvm.ptr, !llvm.ptr) -> ()
      llvm.return
    }
  })mlir";

TEST_F(JitModelTest, RunsWithWeightsAndArena) {
  for (OptLevel level : {OptLevel::O0, OptLevel::O1, OptLevel::O3}) {
    std::unique_ptr<JitModel> model = compile(kAddWeights, level);
    ASSERT_NE(model, nullptr);
    float x[] = {10, 20}, y[] = {0, 0};
    model->run({x}, {y});
    EXPECT_EQ(y[0], 11.5f);
    EXPECT_EQ(y[1], 22.5f);
  }
}

TEST_F(JitModelTest, ManyModelsLiveInOneProcess) {
  std::vector<std::unique_ptr<JitModel>> models;
  for (int i = 0; i < 20; ++i)
    models.push_back(compile(kAddWeights));
  for (const std::unique_ptr<JitModel> &model : models) {
    float x[] = {1, 1}, y[] = {0, 0};
    model->run({x}, {y});
    EXPECT_EQ(y[1], 3.5f);
  }
}

// A function of libm is an error here, as it would be in an object.
TEST_F(JitModelTest, LibrariesAreNotSearched) {
  std::string text;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    text += diagnostic.str();
    return success();
  });
  EXPECT_EQ(compile(R"mlir(
    module attributes {onnx.inputs = [{name = "x", type = tensor<f32>}],
                       onnx.outputs = [{name = "y", type = tensor<f32>}]} {
      llvm.func internal @main(%x: !llvm.ptr, %y: !llvm.ptr, %arena: !llvm.ptr, %w: !llvm.ptr) {
        %0 = llvm.load %x : !llvm.ptr -> f32
        %1 = llvm.intr.sin(%0) : (f32) -> f32
        llvm.store %1, %y : f32, !llvm.ptr
        llvm.return
      }
    })mlir"),
            nullptr);
  EXPECT_NE(text.find("sinf"), std::string::npos) << text;
}

TEST_F(JitModelTest, MainMustTakeAPointerForEachTensor) {
  std::string text;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    text += diagnostic.str();
    return success();
  });
  EXPECT_EQ(compile(R"mlir(
    module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<f32>}]} {
      llvm.func internal @main(%y: !llvm.ptr, %arena: !llvm.ptr) {
        llvm.return
      }
    })mlir"),
            nullptr);
  EXPECT_NE(text.find("must take 3 pointers"), std::string::npos) << text;
}

} // namespace

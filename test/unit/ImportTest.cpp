#include "compiler/Import/Import.h"
#include "compiler/Import/NodeOrder.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace onnxc;
using importer::NodeNames;
using importer::orderNodes;

//===-- Order of nodes -----------------------------------------------------===//

TEST(OrderNodesTest, KeepsAnOrderThatWorks) {
  NodeNames nodes[] = {{{"x"}, {"a"}}, {{"x"}, {"b"}}, {{"b", "a"}, {"c"}}};
  EXPECT_EQ(orderNodes(nodes), (std::vector<size_t>{0, 1, 2}));
}

TEST(OrderNodesTest, MovesReadersBehindMakers) {
  NodeNames nodes[] = {{{"b"}, {"c"}}, {{"x"}, {"a"}}, {{"a"}, {"b"}}};
  EXPECT_EQ(orderNodes(nodes), (std::vector<size_t>{1, 2, 0}));
}

TEST(OrderNodesTest, LeavesCyclesOut) {
  NodeNames nodes[] = {{{"b"}, {"a"}}, {{"a"}, {"b"}}, {{"x"}, {"c"}}, {{"a"}, {"d"}}};
  EXPECT_EQ(orderNodes(nodes), (std::vector<size_t>{2}));
}

//===-- Test data ----------------------------------------------------------===//

namespace {
/// Reads a tensor that is written as protobuf text.
class ReadTensorTest : public testing::Test {
protected:
  FailureOr<HostTensor> read(StringRef text) {
    SmallString<128> path;
    int file;
    if (llvm::sys::fs::createTemporaryFile("tensor", "pbtxt", file, path))
      return failure();
    llvm::FileRemover remover(path);
    llvm::raw_fd_ostream(file, /*shouldClose=*/true) << text;
    ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
      message = diagnostic.str();
      return success();
    });
    return readTensorProto(path, &context);
  }

  MLIRContext context{MLIRContext::Threading::DISABLED};
  std::string message;
};
} // namespace

TEST_F(ReadTensorTest, SmallIntegersTakeAByteEachWithTheirSign) {
  FailureOr<HostTensor> tensor = read("data_type: 22 dims: 3 int32_data: [225, 7]");
  ASSERT_TRUE(succeeded(tensor));
  EXPECT_EQ(tensor->bytes, (std::vector<char>{1, -2, 7}));
  EXPECT_EQ(tensor->type.getElementTypeBitWidth(), 4u);
}

TEST_F(ReadTensorTest, BoolsAreZeroOrOne) {
  FailureOr<HostTensor> tensor = read("data_type: 9 dims: [3, 1] raw_data: '\\000\\377\\001'");
  ASSERT_TRUE(succeeded(tensor));
  EXPECT_EQ(tensor->bytes, (std::vector<char>{0, 1, 1}));
  EXPECT_EQ(tensor->type.getShape(), (ArrayRef<int64_t>{3, 1}));
}

TEST_F(ReadTensorTest, AnEmptyTensorHasNoBytes) {
  FailureOr<HostTensor> tensor = read("data_type: 1 dims: 0");
  ASSERT_TRUE(succeeded(tensor));
  EXPECT_TRUE(tensor->bytes.empty());
}

TEST_F(ReadTensorTest, StringsAreNoBytes) {
  FailureOr<HostTensor> tensor = read("data_type: 8 dims: 2 string_data: ['a', '']");
  ASSERT_TRUE(succeeded(tensor));
  EXPECT_EQ(tensor->strings, (std::vector<std::string>{"a", ""}));
  EXPECT_TRUE(tensor->bytes.empty());
}

TEST_F(ReadTensorTest, AStringIsMissing) {
  EXPECT_TRUE(failed(read("data_type: 8 dims: 2 string_data: 'a'")));
  EXPECT_EQ(message, "the tensor has 1 strings, but its type 'tensor<2x!onnx.string>' needs 2");
}

TEST_F(ReadTensorTest, ASequenceIsRecognized) {
  // What the parser sees of a sequence's first tensor is the field `segment`.
  EXPECT_TRUE(failed(read("data_type: 1 segment { begin: 1 }")));
  EXPECT_EQ(message, "holds a sequence or an optional, which a compiled model cannot take");
}

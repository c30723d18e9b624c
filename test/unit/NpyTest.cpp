#include "compiler/Support/Npy.h"
#include "dialects/Onnx/IR/OnnxDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

#include <cstring>

using namespace mlir;
using namespace onnxc;
using llvm::Expected;

namespace {

struct NpyTest : testing::Test {
  MLIRContext context{MLIRContext::Threading::DISABLED};
  Builder builder{&context};

  /// An .npy file of version 1 with this header and data.
  static std::string makeFile(StringRef header, StringRef data) {
    std::string file("\x93NUMPY\x01\x00", 8);
    file += static_cast<char>(header.size());
    file += '\0';
    return file + header.str() + data.str();
  }

  std::string getError(StringRef file) {
    Expected<HostTensor> tensor = parseNpy(file, &context);
    return tensor ? "" : llvm::toString(tensor.takeError());
  }

  template <typename T> std::vector<T> getValues(const HostTensor &tensor) {
    std::vector<T> values(tensor.bytes.size() / sizeof(T));
    std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
    return values;
  }
};

TEST_F(NpyTest, KeepsEveryTypeAndShape) {
  Type types[] = {builder.getI1Type(),
                  builder.getI8Type(),
                  builder.getIntegerType(16, false),
                  builder.getI64Type(),
                  builder.getF16Type(),
                  builder.getF32Type(),
                  builder.getF64Type(),
                  builder.getBF16Type(),
                  builder.getIntegerType(64, false),
                  ComplexType::get(builder.getF32Type())};
  const std::vector<int64_t> shapes[] = {{}, {3}, {2, 3}, {2, 0, 3}};
  for (Type type : types)
    for (const std::vector<int64_t> &shape : shapes) {
      HostTensor tensor = makeHostTensor(RankedTensorType::get(shape, type));
      for (auto [i, byte] : llvm::enumerate(tensor.bytes))
        byte = static_cast<char>(i + 1);
      std::string file;
      llvm::raw_string_ostream os(file);
      writeNpy(os, tensor);
      EXPECT_EQ((file.size() - tensor.bytes.size()) % 64, 0u);

      Expected<HostTensor> read = parseNpy(file, &context);
      ASSERT_TRUE(static_cast<bool>(read)) << llvm::toString(read.takeError());
      EXPECT_TRUE(read->type == tensor.type);
      EXPECT_EQ(read->bytes, tensor.bytes);
    }
}

TEST_F(NpyTest, ReadsTheOtherByteOrder) {
  Expected<HostTensor> tensor =
      parseNpy(makeFile("{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }\n",
                        StringRef("\x01\x02\x00\x05", 4)),
               &context);
  ASSERT_TRUE(static_cast<bool>(tensor)) << llvm::toString(tensor.takeError());
  EXPECT_EQ(getValues<int16_t>(*tensor), (std::vector<int16_t>{0x102, 5}));
}

TEST_F(NpyTest, ReadsColumnMajorData) {
  Expected<HostTensor> tensor =
      parseNpy(makeFile("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n",
                        StringRef("\1\4\2\5\3\6", 6)),
               &context);
  ASSERT_TRUE(static_cast<bool>(tensor)) << llvm::toString(tensor.takeError());
  EXPECT_EQ(getValues<char>(*tensor), (std::vector<char>{1, 2, 3, 4, 5, 6}));
}

TEST_F(NpyTest, KeepsStrings) {
  context.loadDialect<onnx::OnnxDialect>();
  HostTensor tensor =
      makeHostTensor(RankedTensorType::get({2, 2}, onnx::StringType::get(&context)));
  tensor.strings = {"a", "", "\xc3\xa4\xf0\x9f\x98\x80", "long text"};
  std::string file;
  llvm::raw_string_ostream os(file);
  writeNpy(os, tensor);
  Expected<HostTensor> read = parseNpy(file, &context);
  ASSERT_TRUE(bool(read));
  EXPECT_EQ(read->type, tensor.type);
  EXPECT_EQ(read->strings, tensor.strings);
}

TEST_F(NpyTest, ReadsBytesAndOtherOrdersOfThem) {
  Expected<HostTensor> bytes = parseNpy(
      makeFile("{'descr': '|S3', 'fortran_order': False, 'shape': (2,)}", StringRef("ab\0abc", 6)),
      &context);
  ASSERT_TRUE(bool(bytes));
  EXPECT_EQ(bytes->strings, (std::vector<std::string>{"ab", "abc"}));
  Expected<HostTensor> big =
      parseNpy(makeFile("{'descr': '>U1', 'fortran_order': True, 'shape': (1, 2)}",
                        StringRef("\0\0\0a\0\0\0b", 8)),
               &context);
  ASSERT_TRUE(bool(big));
  EXPECT_EQ(big->strings, (std::vector<std::string>{"a", "b"}));
}

TEST_F(NpyTest, RefusesWhatIsDamaged) {
  EXPECT_EQ(getError("hello"), "not an npy file");
  EXPECT_EQ(getError(StringRef("\x93NUMPY\x01\x00\x40\x00", 10)), "npy file ends in its header");
  EXPECT_EQ(getError(makeFile("{'fortran_order': False, 'shape': (1,)}", "a")),
            "npy header has no entry 'descr'");
  EXPECT_EQ(getError(makeFile("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "abcd")),
            "npy file has 4 bytes of data, but its shape needs 8");
  EXPECT_EQ(getError(makeFile("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", "abcd")),
            "npy header has the dimension '-2'");
  EXPECT_EQ(getError(makeFile("{'descr': '<f4', 'fortran_order': False, "
                              "'shape': (4611686018427387904, 4611686018427387904)}",
                              "abcd")),
            "npy header claims a huge shape");
  EXPECT_EQ(getError(makeFile("{'descr': '<M8', 'fortran_order': False, 'shape': (1,)}", "abcd")),
            "npy element type '<M8' is not supported");
  EXPECT_EQ(getError(makeFile("{'descr': '<U4', 'fortran_order': False, 'shape': (1,)}", "abcd")),
            "npy file has 4 bytes of data, but its shape needs 16");
}

} // namespace

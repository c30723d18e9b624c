#include "compiler/Support/FormatDiagnostic.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace onnxc;

namespace {

struct FormatDiagnosticTest : testing::Test {
  MLIRContext context{MLIRContext::Threading::DISABLED};

  Location getFileLoc(StringRef file, unsigned line, unsigned column) {
    return FileLineColLoc::get(&context, file, line, column);
  }
  Location getNodeLoc(StringRef name) {
    return NameLoc::get(StringAttr::get(&context, name), getFileLoc("model.onnx", 5, 1));
  }
  std::string format(Location loc, StringRef message) {
    std::string text;
    ScopedDiagnosticHandler handler(&context,
                                    [&](Diagnostic &error) { text = formatDiagnostic(error); });
    emitError(loc) << message;
    return text;
  }
};

TEST_F(FormatDiagnosticTest, NamesTheNodeAndItsOperator) {
  EXPECT_EQ(format(getNodeLoc("expand"), "'onnx.Conv' op weight has 24 channels"),
            "model.onnx: node 'expand' (Conv): weight has 24 channels");
  EXPECT_EQ(format(getNodeLoc("expand"), "too large"), "model.onnx: node 'expand': too large");
  EXPECT_EQ(format(NameLoc::get(StringAttr::get(&context, "x"), getFileLoc("model.onnx", 0, 0)),
                   "too large"),
            "model.onnx: value 'x': too large");
}

TEST_F(FormatDiagnosticTest, NamesTheFile) {
  EXPECT_EQ(format(getFileLoc("model.onnx", 0, 0), "is damaged"), "model.onnx: is damaged");
  EXPECT_EQ(format(getFileLoc("a.mlir", 3, 7), "'onnx.Conv' op has no weight"),
            "a.mlir:3:7: Conv: has no weight");
  EXPECT_EQ(format(UnknownLoc::get(&context), "no such file"), "no such file");
}

TEST_F(FormatDiagnosticTest, LooksIntoFusedAndCalledLocations) {
  Location fused = FusedLoc::get(&context, {UnknownLoc::get(&context), getNodeLoc("a")});
  EXPECT_EQ(format(fused, "no"), "model.onnx: node 'a': no");
  EXPECT_EQ(format(CallSiteLoc::get(getNodeLoc("a"), getNodeLoc("b")), "no"),
            "model.onnx: node 'a': no");
}

TEST_F(FormatDiagnosticTest, TerminalsActOnNothing) {
  EXPECT_EQ(format(getNodeLoc("\x1b[2J\r\n"), "has input '\xE2\x80\xAE\xC2\x9B\xFF'"),
            "model.onnx: node '\\x1b[2J\\x0d\\x0a': has input "
            "'\\xe2\\x80\\xae\\xc2\\x9b\\xff'");
  EXPECT_EQ(format(getNodeLoc("gr\xC3\xB6\xC3\x9F"), "is large"),
            "model.onnx: node 'gr\xC3\xB6\xC3\x9F': is large");
}

TEST_F(FormatDiagnosticTest, LongNamesAreShortened) {
  std::string message = format(getNodeLoc(std::string(1 << 20, 'a')), "is too large");
  EXPECT_LT(message.size(), 300u);
  EXPECT_TRUE(StringRef(message).starts_with("model.onnx: node 'aaa")) << message;
  EXPECT_TRUE(StringRef(message).ends_with("aaa': is too large")) << message;
  std::string path = "/a/" + std::string(250, 'b');
  EXPECT_EQ(format(getNodeLoc("n"), path), "model.onnx: node 'n': " + path);
  // Characters of several bytes stay whole.
  std::string umlauts;
  for (int i = 0; i < 500; ++i)
    umlauts += "\xC3\xB6";
  EXPECT_FALSE(StringRef(format(getNodeLoc(umlauts), "x")).contains('\\'));
}

} // namespace

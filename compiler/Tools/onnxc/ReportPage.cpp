#include "compiler/Tools/onnxc/ReportPage.h"

#include "mlir/Support/LLVM.h"

using namespace mlir;
using namespace onnxc;

static constexpr char kPage[] =
#include "compiler/Tools/onnxc/ReportPage.inc"
    ;

void onnxc::writeReportPage(const llvm::json::Object &report, raw_ostream &os) {
  std::string json;
  llvm::raw_string_ostream(json) << llvm::json::Value(llvm::json::Object(report));
  auto [before, after] = StringRef(kPage).split("REPORT");
  os << before;
  // A name in the model must not end the script that holds the data.
  for (char c : json)
    c == '<' ? os << "\\u003c" : os << c;
  os << after;
}

// A report as a page for a browser.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_REPORTPAGE_H
#define ONNXC_COMPILER_TOOLS_ONNXC_REPORTPAGE_H

#include "llvm/Support/JSON.h"

namespace onnxc {

/// Writes one page with `report` in it, which needs no other file.
void writeReportPage(const llvm::json::Object &report, llvm::raw_ostream &os);

} // namespace onnxc

#endif

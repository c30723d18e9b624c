// A picture of bars, for `onnxc bench --svg`.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_BARCHART_H
#define ONNXC_COMPILER_TOOLS_ONNXC_BARCHART_H

#include "mlir/Support/LLVM.h"

#include <string>
#include <vector>

namespace onnxc {

struct BarChart {
  struct Bar {
    std::string name, comment, text;
    double size;
    double inner = 0; // a part of it in another color
  };
  std::string title;
  /// What the bars and their parts mean; no parts if the second is empty.
  std::string meaning, innerMeaning;
  std::vector<Bar> bars; // the longest first

  /// Makes one bar of those that take less than a hundredth of `sum`, whose text `format` makes.
  /// `what` is the whole that they are parts of.
  void foldSmallBars(double sum, llvm::StringRef what,
                     llvm::function_ref<std::string(double)> format);

  void draw(llvm::raw_ostream &os) const;
};

} // namespace onnxc

#endif

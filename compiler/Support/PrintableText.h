// Text of a model, which may be anything, as it may stand in a message.
#ifndef ONNXC_COMPILER_SUPPORT_PRINTABLETEXT_H
#define ONNXC_COMPILER_SUPPORT_PRINTABLETEXT_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace onnxc {

/// Leaves out the middle of text with more than `limit` bytes.
std::string shorten(llvm::StringRef text, size_t limit);

/// Text without what a terminal would act on: control characters, marks that change the direction
/// of text and bytes that are not UTF-8 become `\x1b`. Words of hundreds of bytes are shortened.
std::string toPrintable(llvm::StringRef text);

/// Printable text for a column of a table: what is too wide ends in dots.
std::string cutText(llvm::StringRef text, size_t width);

} // namespace onnxc

#endif

#ifndef ONNXC_COMPILER_SUPPORT_READJSON_H
#define ONNXC_COMPILER_SUPPORT_READJSON_H

#include "llvm/Support/JSON.h"

namespace onnxc {

/// Reads a file with an object. Lists and objects that nest deeper than a user's file needs are an
/// error: LLVM's parser takes stack for each level.
llvm::Expected<llvm::json::Object> readJsonObject(llvm::StringRef path);

} // namespace onnxc

#endif

// Reads protobuf messages from files and memory.
#ifndef ONNXC_COMPILER_IMPORT_MODELFILE_H
#define ONNXC_COMPILER_IMPORT_MODELFILE_H

#include "mlir/IR/Location.h"
#include "mlir/Support/LLVM.h"

namespace google::protobuf {
class Message;
}

namespace onnxc::importer {

/// The location of the file as a whole: its name without folders, so that equal models in
/// different folders compile to equal bytes.
mlir::Location getFileLoc(llvm::StringRef path, mlir::MLIRContext *context);

/// Reads `message` from a file, binary or text by its suffix.
mlir::LogicalResult readMessage(llvm::StringRef path, mlir::MLIRContext *context,
                                google::protobuf::Message &message);

/// Reads a binary message from memory.
mlir::LogicalResult readMessageFromMemory(llvm::StringRef bytes, mlir::Location loc,
                                          google::protobuf::Message &message);

} // namespace onnxc::importer

#endif

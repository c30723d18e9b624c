#include "compiler/Import/ModelFile.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/message.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/text_format.h>

#include <limits>

using namespace mlir;
namespace pb = google::protobuf;

/// Subgraphs nest three messages deep each, so this admits some 60 levels of them.
static constexpr int kMaxMessageDepth = 200;

Location onnxc::importer::getFileLoc(StringRef path, MLIRContext *context) {
  return FileLineColLoc::get(context, llvm::sys::path::filename(path), 0, 0);
}

static bool isTextFile(StringRef path) {
  StringRef suffix = llvm::sys::path::extension(path);
  return suffix == ".pbtxt" || suffix == ".textproto" || suffix == ".prototxt";
}

namespace {
/// Turns the text parser's errors into diagnostics at their line.
struct TextErrors : pb::io::ErrorCollector {
  explicit TextErrors(FileLineColLoc file) : file(file) {}

  void AddError(int line, int column, const std::string &message) override {
    emitError(FileLineColLoc::get(file.getFilename(), line + 1, column + 1)) << message;
  }
  void AddWarning(int, int, const std::string &) override {}

  FileLineColLoc file;
};
} // namespace

static LogicalResult readText(pb::io::ZeroCopyInputStream &stream, Location loc,
                              pb::Message &message) {
  pb::LogSilencer silence;
  TextErrors errors(cast<FileLineColLoc>(loc));
  pb::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.SetRecursionLimit(kMaxMessageDepth);
  return success(parser.Parse(&stream, &message));
}

static LogicalResult readBinary(pb::io::ZeroCopyInputStream &stream, Location loc,
                                pb::Message &message) {
  // Protobuf would print its own complaints, say of names that are not UTF-8.
  pb::LogSilencer silence;
  pb::io::CodedInputStream coded(&stream);
  coded.SetTotalBytesLimit(std::numeric_limits<int>::max());
  coded.SetRecursionLimit(kMaxMessageDepth);
  if (!message.ParsePartialFromCodedStream(&coded) || !coded.ConsumedEntireMessage())
    return emitError(loc) << "is not a valid ONNX file: it is damaged, truncated, larger than 2 GB "
                             "or of another format";
  return success();
}

LogicalResult onnxc::importer::readMessage(StringRef path, MLIRContext *context,
                                           pb::Message &message) {
  Location loc = getFileLoc(path, context);
  llvm::sys::fs::file_status status;
  if (std::error_code error = llvm::sys::fs::status(path, status))
    return emitError(loc) << "cannot be opened: " << error.message();
  if (llvm::sys::fs::is_directory(status))
    return emitError(loc) << "is a folder";

  int file;
  if (std::error_code error = llvm::sys::fs::openFileForRead(path, file))
    return emitError(loc) << "cannot be opened: " << error.message();
  pb::io::FileInputStream stream(file);
  stream.SetCloseOnDelete(true);
  LogicalResult result =
      isTextFile(path) ? readText(stream, loc, message) : readBinary(stream, loc, message);
  if (stream.GetErrno() != 0)
    return emitError(loc) << "cannot be read: "
                          << std::error_code(stream.GetErrno(), std::generic_category()).message();
  return result;
}

LogicalResult onnxc::importer::readMessageFromMemory(StringRef bytes, Location loc,
                                                     pb::Message &message) {
  pb::io::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  return readBinary(stream, loc, message);
}

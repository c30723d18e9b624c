#include "compiler/Support/FormatDiagnostic.h"

#include "compiler/Support/PrintableText.h"
#include "mlir/IR/Location.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;
using llvm::formatv;

namespace {

/// What a location says about a model: its file, and the name of a node or value.
struct ModelPlace {
  FileLineColLoc file;
  StringRef name;
};

ModelPlace getPlace(Location loc) {
  if (auto file = dyn_cast<FileLineColLoc>(loc))
    return {file, ""};
  if (auto named = dyn_cast<NameLoc>(loc))
    return {getPlace(named.getChildLoc()).file, named.getName()};
  if (auto call = dyn_cast<CallSiteLoc>(loc))
    return getPlace(call.getCallee());
  if (auto fused = dyn_cast<FusedLoc>(loc))
    for (Location part : fused.getLocations())
      if (ModelPlace place = getPlace(part); place.file || !place.name.empty())
        return place;
  return {};
}

/// Takes `'onnx.Conv' op ` off the message and returns `Conv`.
StringRef takeOperator(StringRef &message) {
  StringRef rest = message;
  if (!rest.consume_front("'onnx."))
    return "";
  auto [name, text] = rest.split("' op ");
  if (text.empty())
    return "";
  message = text;
  return name;
}

} // namespace

std::string onnxc::formatDiagnostic(const Diagnostic &diagnostic) {
  std::string text = diagnostic.str();
  StringRef message = text;
  StringRef operatorName = takeOperator(message);
  auto [file, name] = getPlace(diagnostic.getLocation());

  std::string place;
  if (file)
    place = file.getFilename().str();
  // The lines of a binary model are its nodes, which have names.
  if (file && name.empty() && file.getLine() != 0)
    place += formatv(":{0}:{1}", file.getLine(), file.getColumn());
  if (file)
    place += ": ";
  if (!name.empty())
    place += formatv("{0} '{1}'", file && file.getLine() == 0 ? "value" : "node", name);
  if (!operatorName.empty())
    place += name.empty() ? operatorName.str() : formatv(" ({0})", operatorName).str();
  if (!name.empty() || !operatorName.empty())
    place += ": ";
  return toPrintable(place + message.str());
}

static llvm::raw_ostream &printSeverity(llvm::raw_ostream &os, DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Error:
    return llvm::WithColor::error(os);
  case DiagnosticSeverity::Warning:
    return llvm::WithColor::warning(os);
  case DiagnosticSeverity::Remark:
    return llvm::WithColor::remark(os);
  case DiagnosticSeverity::Note:
    return llvm::WithColor::note(os);
  }
  llvm_unreachable("unknown severity");
}

DiagnosticPrinter::DiagnosticPrinter(MLIRContext *context, llvm::raw_ostream &os, bool quiet)
    : ScopedDiagnosticHandler(context) {
  setHandler([&os, quiet](Diagnostic &diagnostic) {
    if (quiet && diagnostic.getSeverity() == DiagnosticSeverity::Note)
      return;
    printSeverity(os, diagnostic.getSeverity()) << formatDiagnostic(diagnostic) << "\n";
    for (const Diagnostic &note : diagnostic.getNotes())
      printSeverity(os, note.getSeverity()) << formatDiagnostic(note) << "\n";
  });
}

#include "compiler/Support/DiagnosticPrinter.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace onnxc;

namespace {
/// What a location tells: the names nested in it, outermost kept, and a position.
struct Place {
  StringRef node;
  FileLineColLoc position;
};
} // namespace

static Place getPlace(Location loc) {
  Place place;
  loc->walk([&](Location part) {
    if (auto name = dyn_cast<NameLoc>(part); name && place.node.empty())
      place.node = name.getName();
    if (auto position = dyn_cast<FileLineColLoc>(part)) {
      place.position = position;
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return place;
}

/// Takes `'onnx.Conv' op ` off the message and returns `Conv`, or nothing.
static StringRef takeOperator(StringRef &message) {
  StringRef rest = message;
  if (!rest.consume_front("'onnx."))
    return "";
  auto [name, text] = rest.split("' op ");
  if (text.empty() || name.contains(' '))
    return "";
  message = text;
  return name;
}

static StringRef getSeverity(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Error:
    return "";
  case DiagnosticSeverity::Warning:
    return "warning: ";
  case DiagnosticSeverity::Remark:
    return "remark: ";
  case DiagnosticSeverity::Note:
    return "note: ";
  }
  llvm_unreachable("all severities are handled");
}

std::string onnxc::formatDiagnostic(Diagnostic &diagnostic) {
  Place place = getPlace(diagnostic.getLocation());
  std::string text = diagnostic.str();
  StringRef message = text, name = takeOperator(message);
  std::string result;
  llvm::raw_string_ostream os(result);
  if (place.position) {
    os << place.position.getFilename().getValue();
    // The line of a node is its index; only in text files it means something to a user.
    if (place.node.empty() && name.empty() && place.position.getLine())
      os << ":" << place.position.getLine() << ":" << place.position.getColumn();
    os << ": ";
  }
  if (!place.node.empty())
    os << "node '" << place.node << "'" << (name.empty() ? ": " : " ");
  if (!name.empty())
    os << "(" << name << "): ";
  os << getSeverity(diagnostic.getSeverity()) << message;
  for (Diagnostic &note : diagnostic.getNotes())
    os << "\n  " << formatDiagnostic(note);
  return result;
}

DiagnosticPrinter::DiagnosticPrinter(MLIRContext *context, llvm::raw_ostream &os)
    : ScopedDiagnosticHandler(context) {
  // The operation's text is of use to compiler engineers only.
  context->printOpOnDiagnostic(false);
  setHandler([&os](Diagnostic &diagnostic) {
    os << formatDiagnostic(diagnostic) << "\n";
    return success();
  });
}

#include "compiler/Import/OperatorList.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace onnxc;

/// An operator with the element types that it may have.
static void printText(const std::set<OperatorName> &operators) {
  for (const ElementTypes &types : listElementTypes())
    if (types.names.size() > 1)
      llvm::outs() << "# " << types.word << ": " << llvm::join(types.names, ", ") << "\n";
  for (const OperatorName &name : operators) {
    llvm::outs() << name.domain << " " << name.type;
    for (const ElementTypes &types : getElementTypes(name))
      llvm::outs() << " " << types.word;
    llvm::outs() << "\n";
  }
}

static llvm::json::Array listElementTypes(const OperatorName &name) {
  llvm::json::Array list;
  for (const ElementTypes &types : getElementTypes(name))
    for (StringRef type : types.names)
      list.push_back(type);
  return list;
}

/// The operators of each domain, and their element types, where these are known; ai.onnx also has
/// the operator sets from which they come.
static void printJson(const std::set<OperatorName> &operators) {
  llvm::json::Object domains, types;
  for (const OperatorName &name : operators) {
    if (!domains.get(name.domain)) {
      domains[name.domain] = llvm::json::Array();
      types[name.domain] = llvm::json::Object();
    }
    domains.getArray(name.domain)->push_back(name.type);
    if (llvm::json::Array list = listElementTypes(name); !list.empty())
      (*types.getObject(name.domain))[name.type] = std::move(list);
  }
  llvm::json::Object list{{"operator_sets", llvm::json::Array{1, getNewestOperatorSet()}},
                          {"operators", std::move(domains)},
                          {"element_types", std::move(types)}};
  llvm::outs() << llvm::formatv("{0:2}\n", llvm::json::Value(std::move(list)));
}

LogicalResult onnxc::opsCommand(const Flags &flags, MLIRContext &context) {
  std::set<OperatorName> operators = listOperators(&context);
  flags.asJson ? printJson(operators) : printText(operators);
  return success();
}

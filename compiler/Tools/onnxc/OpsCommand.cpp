#include "compiler/Tools/onnxc/Commands.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace onnxc;

static void printText(const std::set<OperatorName> &operators) {
  for (const auto &[domain, type] : operators)
    llvm::outs() << domain << " " << type << "\n";
}

/// The operators of each domain; ai.onnx also has the operator sets from which they come.
static void printJson(const std::set<OperatorName> &operators) {
  llvm::json::Object domains;
  for (const auto &[domain, type] : operators) {
    if (!domains.get(domain))
      domains[domain] = llvm::json::Array();
    domains.getArray(domain)->push_back(type);
  }
  llvm::json::Object list{{"operator_sets", llvm::json::Array{1, getNewestOperatorSet()}},
                          {"operators", std::move(domains)}};
  llvm::outs() << llvm::formatv("{0:2}\n", llvm::json::Value(std::move(list)));
}

LogicalResult onnxc::opsCommand(const Flags &flags, MLIRContext &context) {
  std::set<OperatorName> operators = listOperators(&context);
  flags.asJson ? printJson(operators) : printText(operators);
  return success();
}

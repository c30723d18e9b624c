#include "compiler/Tools/onnxc/Commands.h"
#include "compiler/Tools/onnxc/Session.h"

using namespace mlir;
using namespace onnxc;

LogicalResult onnxc::checkCommand(const Flags &flags, MLIRContext &context) {
  Session session(flags, context);
  if (!session.load(flags.import))
    return failure();
  llvm::outs() << "ok\n";
  return success();
}

// Machines for tests of plain functions.
#ifndef ONNXC_TEST_UNIT_TESTMACHINE_H
#define ONNXC_TEST_UNIT_TESTMACHINE_H

#include "compiler/KernelGen/Plan/TileMachine.h"
#include "mlir/AsmParser/AsmParser.h"

/// The machine with `facts`, as in `#kernel.machine<facts>`, and the policy with `wishes`.
inline onnxc::TileMachine makeMachine(llvm::StringRef facts, llvm::StringRef wishes = "") {
  using namespace onnxc::kernel;
  static mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  context.loadDialect<KernelDialect>();
  auto parse = [&](llvm::StringRef name, llvm::StringRef parameters) {
    return mlir::parseAttribute(("#kernel." + name + "<" + parameters + ">").str(), &context);
  };
  return {llvm::cast<MachineAttr>(parse("machine", facts)),
          llvm::cast<PolicyAttr>(parse("policy", wishes))};
}

#endif

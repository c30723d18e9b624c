#include "compiler/Pipelines/Stage.h"

#include "dialects/Kernel/IR/PassAttributes.h"

using namespace mlir;
using namespace onnxc;

static constexpr StringLiteral stageNames[] = {"import", "graph",     "linalg",
                                               "memory", "functions", "llvm"};

StringRef onnxc::getStageName(Stage stage) { return stageNames[static_cast<unsigned>(stage)]; }

FailureOr<Stage> onnxc::getStage(ModuleOp module) {
  auto name = module->getAttrOfType<StringAttr>(kStageAttr);
  if (!name)
    return Stage::Import;
  const StringLiteral *found = llvm::find(stageNames, name.getValue());
  if (found == std::end(stageNames))
    return module.emitError() << "there is no stage '" << name.getValue() << "'";
  return static_cast<Stage>(found - std::begin(stageNames));
}

void onnxc::setStage(ModuleOp module, Stage stage) {
  module->setAttr(kStageAttr, StringAttr::get(module.getContext(), getStageName(stage)));
}

namespace {
struct MarkStagePass : PassWrapper<MarkStagePass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(MarkStagePass)

  explicit MarkStagePass(Stage stage) : stage(stage) {}
  StringRef getName() const override { return "MarkStage"; }
  void runOnOperation() override { setStage(getOperation(), stage); }

  Stage stage;
};
} // namespace

std::unique_ptr<Pass> onnxc::createMarkStage(Stage stage) {
  return std::make_unique<MarkStagePass>(stage);
}

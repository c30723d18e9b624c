#include "test/conformance/RunOnTarget.h"

#include "test/e2e/RunCases.h"

using namespace onnxc;

std::vector<std::string> conformance::runOnTarget(llvm::ArrayRef<Case> cases,
                                                  const e2e::CompileFlags &flags,
                                                  const e2e::Toolchain &toolchain) {
  std::vector<e2e::ModelCase> models;
  for (const Case &testCase : cases) {
    e2e::ModelCase model;
    model.name = testCase.name;
    model.modelPath = testCase.getModelPath();
    model.dataFolders = {testCase.folder};
    model.tolerance = kTolerance;
    models.push_back(std::move(model));
  }
  e2e::compileCases(models, flags);
  e2e::runCases(models, flags, toolchain, [&](size_t i, size_t position, e2e::Program &program) {
    return e2e::verifyOnData(models[i], position, program);
  });
  std::vector<std::string> failures;
  for (const e2e::ModelCase &model : models)
    failures.push_back(model.failure);
  return failures;
}

#include "test/e2e/Models.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc::e2e;
using llvm::formatv;
namespace path = llvm::sys::path;

static std::vector<std::string> listFolder(StringRef folder) {
  std::vector<std::string> entries;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    entries.push_back(entry->path());
  llvm::sort(entries);
  return entries;
}

/// Whether one of the two names goes on behind the other with an underscore, or both are equal.
static bool belongTogether(StringRef dataName, StringRef stem) {
  if (dataName.size() > stem.size())
    std::swap(dataName, stem);
  return stem.consume_front(dataName) && (stem.empty() || stem.starts_with("_"));
}

/// The model that the data in `folder` is for; the longest name wins.
static StringRef findModelFor(StringRef folder, ArrayRef<std::string> models) {
  StringRef name = path::filename(folder);
  name.consume_front("data");
  name.consume_front("_");
  StringRef best;
  for (StringRef model : models) {
    StringRef stem = path::stem(model);
    bool fits = stem == "model" || (!name.empty() && belongTogether(name, stem));
    bool isBetter = best.empty() || path::stem(best) == "model" ||
                    (stem != "model" && stem.size() > path::stem(best).size());
    if (fits && isBetter)
      best = model;
  }
  return best;
}

static std::vector<ModelCase> findModelsOfFolder(StringRef folder) {
  std::vector<std::string> models, dataFolders;
  for (const std::string &entry : listFolder(folder)) {
    if (path::extension(entry) == ".onnx")
      models.push_back(entry);
    else if (path::filename(entry).starts_with("data"))
      dataFolders.push_back(entry);
  }
  std::map<StringRef, std::vector<std::string>> dataByModel;
  for (const std::string &data : dataFolders)
    if (StringRef model = findModelFor(data, models); !model.empty())
      dataByModel[model].push_back(data);
  std::vector<ModelCase> cases;
  for (auto &[model, data] : dataByModel)
    cases.push_back({(path::filename(folder) + "/" + path::stem(model)).str(),
                     model.str(),
                     std::move(data),
                     "",
                     {}});
  return cases;
}

FailureOr<std::vector<ModelCase>> onnxc::e2e::findModels(StringRef root, StringRef filter) {
  llvm::Regex regex(filter.empty() ? "." : filter);
  std::string regexError;
  if (!regex.isValid(regexError)) {
    llvm::WithColor::error() << "--filter: " << regexError << "\n";
    return failure();
  }
  std::vector<ModelCase> cases;
  for (const std::string &folder : listFolder(root))
    for (ModelCase &modelCase : findModelsOfFolder(folder))
      if (regex.match(modelCase.name))
        cases.push_back(std::move(modelCase));
  return cases;
}

static double getSeconds(const llvm::json::Object &report) {
  double total = 0;
  if (const llvm::json::Object *stages = report.getObject("stage_seconds"))
    for (const auto &[stage, seconds] : *stages)
      total += seconds.getAsNumber().value_or(0);
  return total;
}

std::string onnxc::e2e::makeModelTable(ArrayRef<ModelCase> cases) {
  std::string text = "| model | result | arena | lower bound | ratio | seconds | peak MB |\n"
                     "|---|---|---|---|---|---|---|\n";
  for (const ModelCase &modelCase : cases) {
    std::string result = modelCase.failure.empty() ? "ok" : modelCase.failure;
    const llvm::json::Object *arena = modelCase.report.getObject("arena");
    if (!arena) {
      text += formatv("| {0} | {1} | | | | | |\n", modelCase.name, result);
      continue;
    }
    int64_t size = arena->getInteger("bytes").value_or(0);
    int64_t bound = arena->getInteger("lower_bound").value_or(0);
    double peak = modelCase.report.getNumber("peak_memory_bytes").value_or(0);
    text += formatv("| {0} | {1} | {2} | {3} | {4:f2} | {5:f1} | {6:f0} |\n", modelCase.name,
                    result, size, bound, bound ? double(size) / bound : 1,
                    getSeconds(modelCase.report), peak / 1e6);
  }
  return text;
}

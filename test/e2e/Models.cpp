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

/// How well the name of a data folder fits that of a model: equal, one going on after the other
/// with an underscore, or (0) not.
static int rateNames(StringRef dataName, StringRef stem) {
  if (dataName == stem)
    return 3;
  if (dataName.starts_with((stem + "_").str()))
    return 2;
  return !dataName.empty() && stem.starts_with((dataName + "_").str());
}

/// The model that the name of the data's folder names, or null.
static const std::string *findNamedModel(StringRef folder, ArrayRef<std::string> models) {
  StringRef name = path::filename(folder);
  name.consume_front("data");
  if (!name.consume_front("_"))
    name = "model";
  const std::string *best = nullptr;
  auto rate = [&](const std::string &model) {
    StringRef stem = path::stem(model);
    return std::pair(rateNames(name, stem), stem.size());
  };
  for (const std::string &model : models)
    if (rate(model).first > 0 && (!best || rate(model) > rate(*best)))
      best = &model;
  return best;
}

using DataByModel = std::map<std::string, std::vector<std::string>>;

/// Data that names no model belongs to the one model that no data names, else to model.onnx.
static DataByModel pairDataWithModels(ArrayRef<std::string> dataFolders,
                                      ArrayRef<std::string> models) {
  DataByModel pairs;
  std::vector<std::string> unnamed;
  for (const std::string &folder : dataFolders) {
    if (const std::string *model = findNamedModel(folder, models))
      pairs[*model].push_back(folder);
    else
      unnamed.push_back(folder);
  }
  std::vector<std::string> remaining;
  llvm::copy_if(models, std::back_inserter(remaining),
                [&](const std::string &model) { return !pairs.count(model); });
  auto main = llvm::find_if(models, [](StringRef model) { return path::stem(model) == "model"; });
  if (!unnamed.empty() && remaining.size() == 1)
    llvm::append_range(pairs[remaining.front()], unnamed);
  else if (!unnamed.empty() && main != models.end())
    llvm::append_range(pairs[*main], unnamed);
  return pairs;
}

static std::vector<ModelCase> findModelsOfFolder(StringRef folder) {
  std::vector<std::string> models, dataFolders;
  for (const std::string &entry : listFolder(folder)) {
    if (path::extension(entry) == ".onnx" || path::extension(entry) == ".pbtxt")
      models.push_back(entry);
    else if (path::filename(entry).starts_with("data"))
      dataFolders.push_back(entry);
  }
  std::vector<ModelCase> cases;
  for (auto &[model, data] : pairDataWithModels(dataFolders, models)) {
    ModelCase modelCase;
    modelCase.name = (path::filename(folder) + "/" + path::stem(model)).str();
    modelCase.modelPath = model;
    modelCase.dataFolders = data;
    modelCase.tolerance = {1e-3, 1e-5};
    cases.push_back(std::move(modelCase));
  }
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

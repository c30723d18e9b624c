#include "compiler/Target/ModelSchedule.h"

#include "dialects/Kernel/IR/PassAttributes.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;
using namespace onnxc;

std::string onnxc::describeType(MemRefType type) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleave(type.getShape(), os, "x");
  os << (type.getRank() == 0 ? "" : " ") << type.getElementType();
  return text;
}

static std::string getText(DictionaryAttr entry, StringRef key) {
  auto value = entry.getAs<StringAttr>(key);
  return value ? value.str() : std::string();
}

static uint64_t getNumber(DictionaryAttr entry, StringRef key) {
  auto value = entry.getAs<IntegerAttr>(key);
  return value ? value.getInt() : 0;
}

static std::string getType(DictionaryAttr entry, StringRef key) {
  auto attribute = entry.getAs<TypeAttr>(key);
  auto type = attribute ? dyn_cast<MemRefType>(attribute.getValue()) : MemRefType();
  return type ? describeType(type) : std::string();
}

static ModelSchedule::Step readStep(DictionaryAttr entry) {
  return {getText(entry, "nodes"),     getText(entry, "operators"), getText(entry, "kernel"),
          getText(entry, "work"),      getType(entry, "output"),    getNumber(entry, "flops") / 2,
          getNumber(entry, "weights"), getNumber(entry, "alive")};
}

static ModelSchedule::Buffer readBuffer(DictionaryAttr entry) {
  return {getNumber(entry, "bytes"), getNumber(entry, "offset"), getNumber(entry, "first"),
          getNumber(entry, "last"),  getType(entry, "type"),     getText(entry, "nodes")};
}

std::optional<ModelSchedule> onnxc::getModelSchedule(ModuleOp module) {
  auto attribute = module->getAttrOfType<DictionaryAttr>(kScheduleAttr);
  auto steps = attribute ? attribute.getAs<ArrayAttr>("steps") : ArrayAttr();
  auto buffers = attribute ? attribute.getAs<ArrayAttr>("buffers") : ArrayAttr();
  if (!steps || !buffers)
    return std::nullopt;
  ModelSchedule schedule;
  for (auto entry : steps.getAsRange<DictionaryAttr>())
    schedule.steps.push_back(readStep(entry));
  for (auto entry : buffers.getAsRange<DictionaryAttr>())
    schedule.buffers.push_back(readBuffer(entry));
  return schedule;
}

#include "compiler/Target/ModelProfile.h"

#include "dialects/Kernel/IR/PassAttributes.h"
#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;
using namespace onnxc;

static ModelProfile::Entry readEntry(DictionaryAttr attributes) {
  auto text = [&](StringRef key) {
    auto value = attributes.getAs<StringAttr>(key);
    return value ? value.str() : std::string();
  };
  auto number = [&](StringRef key) -> uint64_t {
    auto value = attributes.getAs<IntegerAttr>(key);
    return value ? value.getInt() : 0;
  };
  return {text("nodes"), text("operators"), text("kernel"),
          text("work"),  number("flops"),   number("bytes")};
}

std::optional<ModelProfile> onnxc::getModelProfile(ModuleOp module) {
  auto table = module->getAttrOfType<ArrayAttr>(kProfileAttr);
  auto offset = module->getAttrOfType<IntegerAttr>(kProfileOffsetAttr);
  if (!table || !offset)
    return std::nullopt;
  ModelProfile profile;
  profile.offset = offset.getInt();
  for (DictionaryAttr entry : table.getAsRange<DictionaryAttr>())
    profile.entries.push_back(readEntry(entry));
  return profile;
}

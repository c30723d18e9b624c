#include "compiler/Support/ReadJson.h"

#include "llvm/Support/MemoryBuffer.h"

using namespace onnxc;
using llvm::StringRef;

static bool isFlat(StringRef json) {
  constexpr int mostLevels = 64;
  int level = 0;
  bool isInString = false;
  for (size_t i = 0; i < json.size() && level <= mostLevels; ++i) {
    char c = json[i];
    if (isInString && c == '\\')
      ++i;
    else if (c == '"')
      isInString = !isInString;
    else if (!isInString)
      level += (c == '[' || c == '{') - (c == ']' || c == '}');
  }
  return level <= mostLevels;
}

llvm::Expected<llvm::json::Object> onnxc::readJsonObject(StringRef path) {
  auto fail = [&](const llvm::Twine &message) {
    return llvm::createStringError(path + ": " + message);
  };
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return fail(buffer.getError().message());
  if (!isFlat((*buffer)->getBuffer()))
    return fail("nests lists and objects too deeply");
  llvm::Expected<llvm::json::Value> json = llvm::json::parse((*buffer)->getBuffer());
  if (!json)
    return fail(llvm::toString(json.takeError()));
  llvm::json::Object *object = json->getAsObject();
  if (!object)
    return fail("is not an object");
  return std::move(*object);
}

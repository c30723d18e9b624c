#include "compiler/Support/NodeNames.h"

using namespace mlir;
using namespace onnxc;

void onnxc::addNodeNames(Location location, NodeNames &nodes) {
  location->walk([&](Location part) {
    if (auto name = dyn_cast<NameLoc>(part))
      if (auto position = dyn_cast<FileLineColLoc>(name.getChildLoc());
          position && position.getLine())
        nodes[position.getLine()] = name.getName().str();
    return WalkResult::advance();
  });
}

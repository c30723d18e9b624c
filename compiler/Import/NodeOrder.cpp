#include "compiler/Import/NodeOrder.h"

#include "llvm/ADT/StringMap.h"

#include <queue>

using namespace mlir;
using namespace onnxc::importer;

std::vector<size_t> onnxc::importer::orderNodes(ArrayRef<NodeNames> nodes) {
  llvm::StringMap<size_t> makers;
  for (auto [i, node] : llvm::enumerate(nodes))
    for (StringRef name : node.makes)
      makers.try_emplace(name, i);

  std::vector<SmallVector<size_t>> readers(nodes.size());
  std::vector<size_t> waitsFor(nodes.size());
  for (auto [i, node] : llvm::enumerate(nodes))
    for (StringRef name : node.reads)
      if (auto maker = makers.find(name); maker != makers.end()) {
        readers[maker->second].push_back(i);
        ++waitsFor[i];
      }

  std::priority_queue<size_t, std::vector<size_t>, std::greater<size_t>> ready;
  for (size_t i = 0; i < nodes.size(); ++i)
    if (waitsFor[i] == 0)
      ready.push(i);
  std::vector<size_t> order;
  while (!ready.empty()) {
    order.push_back(ready.top());
    ready.pop();
    for (size_t reader : readers[order.back()])
      if (--waitsFor[reader] == 0)
        ready.push(reader);
  }
  return order;
}

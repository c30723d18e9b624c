#include "compiler/Transforms/Memory/Passes.h"
#include "dialects/Kernel/IR/CacheLine.h"
#include "dialects/Kernel/IR/PassAttributes.h"
#include "dialects/Onnx/IR/ConstantTensor.h"

#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_PLACEWEIGHTS
#include "compiler/Transforms/Memory/Passes.h.inc"
} // namespace onnxc

/// A constant as it lies in the section: the number, size and bytes of its elements.
static std::tuple<int64_t, int64_t, bool, StringRef> getContent(ElementsAttr value) {
  std::optional<onnx::ConstantBytes> data = onnx::getConstantBytes(value);
  return {value.getNumElements(), onnx::getElementBytes(value.getElementType()),
          data && data->splat, data ? llvm::toStringRef(data->bytes) : StringRef()};
}

namespace {
/// Equal constants are one, whatever they are called: models name a weight twice, and what is
/// packed for two kernels alike is made twice.
class Placement {
public:
  int64_t place(ElementsAttr value) {
    auto known = byAttribute.find(value);
    if (known != byAttribute.end())
      return known->second;
    auto content = getContent(value);
    SmallVector<ElementsAttr> &alike = byHash[llvm::xxh3_64bits(std::get<StringRef>(content))];
    for (ElementsAttr other : alike)
      if (getContent(other) == content)
        return byAttribute[value] = byAttribute[other];
    alike.push_back(value);
    values.push_back(value);
    offsets.push_back(size);
    size += llvm::alignTo(std::get<0>(content) * std::get<1>(content), kAlignment);
    return byAttribute[value] = offsets.back();
  }

  SmallVector<Attribute> values;
  SmallVector<int64_t> offsets;
  int64_t size = 0;

private:
  DenseMap<Attribute, int64_t> byAttribute;
  DenseMap<uint64_t, SmallVector<ElementsAttr>> byHash;
};

struct PlaceWeightsPass : onnxc::impl::PlaceWeightsBase<PlaceWeightsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto function = module.lookupSymbol<func::FuncOp>("main");
    if (!function) {
      module.emitError("has no function @main");
      return signalPassFailure();
    }
    Placement placement;
    SmallVector<std::pair<memref::GetGlobalOp, int64_t>> loads;
    function.walk([&](memref::GetGlobalOp load) {
      auto global =
          SymbolTable::lookupNearestSymbolFrom<memref::GlobalOp>(load, load.getNameAttr());
      loads.push_back({load, placement.place(cast<ElementsAttr>(*global.getInitialValue()))});
    });

    Builder builder(&getContext());
    auto sectionType = MemRefType::get({placement.size}, builder.getI8Type());
    unsigned index = function.getNumArguments();
    (void)function.insertArgument(index, sectionType, {}, function.getLoc());
    Value section = function.getArgument(index);
    for (auto [load, offset] : loads)
      replaceByView(load, section, offset);
    for (memref::GlobalOp global : llvm::make_early_inc_range(module.getOps<memref::GlobalOp>()))
      global.erase();

    module->setAttr(kWeightsSizeAttr, builder.getI64IntegerAttr(placement.size));
    module->setAttr(kWeightValuesAttr, builder.getArrayAttr(placement.values));
    module->setAttr(kWeightOffsetsAttr, builder.getDenseI64ArrayAttr(placement.offsets));
  }

  static void replaceByView(memref::GetGlobalOp load, Value section, int64_t offset) {
    OpBuilder builder(load);
    Value position = arith::ConstantIndexOp::create(builder, load.getLoc(), offset);
    Value view = memref::ViewOp::create(builder, load.getLoc(), load.getType(), section, position,
                                        ValueRange{});
    load.replaceAllUsesWith(view);
    load.erase();
  }
};
} // namespace

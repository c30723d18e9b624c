#include "compiler/Transforms/Passes.h"

#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_PLACEWEIGHTS
#include "compiler/Transforms/Passes.h.inc"
} // namespace onnxc

static constexpr int64_t kAlign = 64;

namespace {
struct PlaceWeightsPass : onnxc::impl::PlaceWeightsBase<PlaceWeightsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto function = module.lookupSymbol<func::FuncOp>("main");
    if (!function) {
      module.emitError("has no function @main");
      return signalPassFailure();
    }
    // Equal attributes are one constant: dense ones by value, resources by their key.
    llvm::MapVector<Attribute, int64_t> offsets;
    int64_t size = 0;
    SmallVector<std::pair<memref::GetGlobalOp, int64_t>> loads;
    function.walk([&](memref::GetGlobalOp load) {
      auto global =
          SymbolTable::lookupNearestSymbolFrom<memref::GlobalOp>(load, load.getNameAttr());
      Attribute value = *global.getInitialValue();
      auto [entry, added] = offsets.try_emplace(value, size);
      if (added) {
        MemRefType type = global.getType();
        size += llvm::alignTo(type.getNumElements() * type.getElementTypeBitWidth() / 8, kAlign);
      }
      loads.push_back({load, entry->second});
    });

    Builder builder(&getContext());
    auto sectionType = MemRefType::get({size}, builder.getI8Type());
    unsigned index = function.getNumArguments();
    (void)function.insertArgument(index, sectionType, {}, function.getLoc());
    Value section = function.getArgument(index);
    for (auto [load, offset] : loads)
      replaceByView(load, section, offset);
    for (memref::GlobalOp global : llvm::make_early_inc_range(module.getOps<memref::GlobalOp>()))
      global.erase();

    SmallVector<Attribute> values;
    SmallVector<int64_t> positions;
    for (auto [value, offset] : offsets) {
      values.push_back(value);
      positions.push_back(offset);
    }
    module->setAttr("onnxc.weights_size", builder.getI64IntegerAttr(size));
    module->setAttr("onnxc.weight_values", builder.getArrayAttr(values));
    module->setAttr("onnxc.weight_offsets", builder.getDenseI64ArrayAttr(positions));
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

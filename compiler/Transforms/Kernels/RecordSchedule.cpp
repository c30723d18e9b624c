#include "compiler/Support/NodeNames.h"
#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Kernels/Passes.h"
#include "dialects/Kernel/IR/CacheLine.h"
#include "dialects/Kernel/IR/PassAttributes.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_RECORDSCHEDULE
#include "compiler/Transforms/Kernels/Passes.h.inc"
} // namespace onnxc

/// The view of the arena or the weights that `value` is made of.
static memref::ViewOp getPlace(Value value) {
  while (Operation *producer = value.getDefiningOp()) {
    if (auto place = dyn_cast<memref::ViewOp>(producer))
      return place;
    auto view = dyn_cast<ViewLikeOpInterface>(producer);
    if (!view)
      break;
    value = view.getViewSource();
  }
  return nullptr;
}

/// The last argument of a kernel that it writes.
static std::optional<unsigned> findWrittenArgument(func::FuncOp kernel) {
  std::optional<unsigned> written;
  auto addBuffer = [&](Value value) {
    auto argument = dyn_cast<BlockArgument>(getViewedBuffer(value));
    if (argument && argument.getOwner() == &kernel.getBody().front())
      written = std::max(written.value_or(0), argument.getArgNumber());
  };
  kernel.walk([&](Operation *op) {
    if (auto structured = dyn_cast<DestinationStyleOpInterface>(op))
      llvm::for_each(structured.getDpsInits(), addBuffer);
    else if (auto copy = dyn_cast<memref::CopyOp>(op))
      addBuffer(copy.getTarget());
    else if (auto store = dyn_cast<memref::StoreOp>(op))
      addBuffer(store.getMemRef());
  });
  return written;
}

static std::string joinNodes(Location location) {
  NodeNames nodes;
  addNodeNames(location, nodes);
  auto names = llvm::map_range(nodes, [](const auto &node) { return node.second; });
  return llvm::join(names, ", ");
}

namespace {

/// A temporary that lives from step `first` to step `last`.
struct PlacedBuffer {
  memref::ViewOp place;
  int64_t bytes, offset, first, last;
};

class Recorder {
public:
  explicit Recorder(func::FuncOp main)
      : main(main), module(main->getParentOfType<ModuleOp>()), builder(main.getContext()) {}

  /// Null if temporaries are not kept apart, since the arena was planned before this was asked for.
  DictionaryAttr record();

private:
  void numberOperations();
  void addBuffer(memref::ViewOp place, int64_t offset);
  DictionaryAttr describeStep(int64_t step, func::CallOp call);
  DictionaryAttr describeBuffer(const PlacedBuffer &buffer);
  int64_t getWeights(func::CallOp call);
  Attribute getOutput(func::CallOp call);
  NamedAttribute entry(StringRef key, Attribute value) { return builder.getNamedAttr(key, value); }
  NamedAttribute entry(StringRef key, int64_t value) {
    return entry(key, builder.getI64IntegerAttr(value));
  }

  func::FuncOp main;
  ModuleOp module;
  Builder builder;
  llvm::DenseMap<Operation *, int64_t> begins, ends;
  SmallVector<func::CallOp> calls;
  SmallVector<int64_t> callNumbers;
  std::vector<PlacedBuffer> buffers;
};

} // namespace

void Recorder::numberOperations() {
  int64_t next = 0;
  main.walk([&](Operation *op, const WalkStage &stage) {
    if (stage.isBeforeAllRegions())
      begins[op] = next++;
    if (stage.isAfterAllRegions())
      ends[op] = next - 1;
    auto call = dyn_cast<func::CallOp>(op);
    if (call && call->hasAttr(kKernelAttr)) {
      calls.push_back(call);
      callNumbers.push_back(begins[op]);
    }
  });
}

void Recorder::addBuffer(memref::ViewOp place, int64_t offset) {
  SmallVector<Operation *> users = getBufferUsers(place->getBlock(), place);
  if (users.empty())
    return;
  int64_t first = begins.lookup(users.front()), last = ends.lookup(users.front());
  for (Operation *user : users) {
    first = std::min(first, begins.lookup(user));
    last = std::max(last, ends.lookup(user));
  }
  int64_t firstStep = llvm::lower_bound(callNumbers, first) - callNumbers.begin();
  int64_t lastStep = llvm::upper_bound(callNumbers, last) - callNumbers.begin() - 1;
  // What only lives between two kernels is not a temporary of one.
  if (firstStep <= lastStep)
    buffers.push_back({place, int64_t(llvm::alignTo(getByteSize(place.getType()), kAlignment)),
                       offset, firstStep, lastStep});
}

int64_t Recorder::getWeights(func::CallOp call) {
  Value weights = main.getArguments().back();
  llvm::SmallDenseSet<memref::ViewOp> places;
  int64_t bytes = 0;
  for (Value operand : call.getOperands())
    if (memref::ViewOp place = getPlace(operand);
        place && place.getSource() == weights && places.insert(place).second)
      bytes += getByteSize(place.getType());
  return bytes;
}

Attribute Recorder::getOutput(func::CallOp call) {
  auto kernel = module.lookupSymbol<func::FuncOp>(call.getCallee());
  std::optional<unsigned> written = kernel ? findWrittenArgument(kernel) : std::nullopt;
  return written ? Attribute(TypeAttr::get(call.getOperand(*written).getType()))
                 : Attribute(builder.getUnitAttr());
}

DictionaryAttr Recorder::describeStep(int64_t step, func::CallOp call) {
  int64_t alive = 0;
  for (const PlacedBuffer &buffer : buffers)
    if (buffer.first <= step && step <= buffer.last)
      alive += buffer.bytes;
  SmallVector<NamedAttribute> entries(call->getAttrOfType<DictionaryAttr>(kKernelAttr).getValue());
  entries.push_back(entry("kernel", builder.getStringAttr(call.getCallee())));
  entries.push_back(entry("output", getOutput(call)));
  entries.push_back(entry("weights", getWeights(call)));
  entries.push_back(entry("alive", alive));
  return builder.getDictionaryAttr(entries);
}

DictionaryAttr Recorder::describeBuffer(const PlacedBuffer &buffer) {
  memref::ViewOp place = buffer.place;
  std::string nodes = joinNodes(place.getLoc());
  return builder.getDictionaryAttr({entry("bytes", buffer.bytes), entry("offset", buffer.offset),
                                    entry("first", buffer.first), entry("last", buffer.last),
                                    entry("type", TypeAttr::get(place.getType())),
                                    entry("nodes", builder.getStringAttr(nodes))});
}

DictionaryAttr Recorder::record() {
  numberOperations();
  // The arena is the last argument but one, before the weights.
  Value arena = main.getArgument(main.getNumArguments() - 2);
  WalkResult apart = main.walk([&](memref::ViewOp place) {
    std::optional<int64_t> offset = getConstantIntValue(place.getByteShift());
    if (place.getSource() != arena || !offset)
      return WalkResult::advance();
    addBuffer(place, *offset);
    return place->hasAttr(kBufferAttr) ? WalkResult::advance() : WalkResult::interrupt();
  });
  if (apart.wasInterrupted())
    return {};
  SmallVector<Attribute> steps, places;
  for (auto [step, call] : llvm::enumerate(calls))
    steps.push_back(describeStep(step, call));
  for (const PlacedBuffer &buffer : buffers)
    places.push_back(describeBuffer(buffer));
  return builder.getDictionaryAttr({entry("steps", builder.getArrayAttr(steps)),
                                    entry("buffers", builder.getArrayAttr(places))});
}

namespace {
struct RecordSchedulePass : onnxc::impl::RecordScheduleBase<RecordSchedulePass> {
  using RecordScheduleBase::RecordScheduleBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto main = module.lookupSymbol<func::FuncOp>("main");
    if (main && module->hasAttr(kWeightsSizeAttr) && main.getNumArguments() >= 2)
      if (DictionaryAttr schedule = Recorder(main).record())
        module->setAttr(kScheduleAttr, schedule);
    module->removeAttr(kWantsScheduleAttr);
    module.walk([&](Operation *op) {
      op->removeDiscardableAttr(kBufferAttr);
      if (!keepNotes)
        op->removeDiscardableAttr(kKernelAttr);
    });
  }
};
} // namespace

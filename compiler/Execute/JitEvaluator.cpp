#include "compiler/Execute/JitEvaluator.h"

#include "compiler/Execute/HostModel.h"
#include "compiler/Pipelines/Dialects.h"
#include "dialects/Kernel/IR/CacheLine.h"
#include "dialects/Onnx/IR/ConstantEvaluator.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/MLIRContext.h"

using namespace mlir;
using namespace onnxc;

/// The CPU that every machine of this architecture stands for.
static FailureOr<Target> getLeastHost() {
#if defined(__x86_64__)
  StringRef name = "x86-64-v2";
#elif defined(__aarch64__)
  StringRef name = "aarch64";
#else
  StringRef name = "native";
#endif
  return parseTarget(name, "", "", llvm::nulls());
}

namespace {
class JitEvaluator : public onnx::ConstantEvaluator {
public:
  JitEvaluator(Dialect *dialect, bool strictFloat)
      : ConstantEvaluator(dialect), strictFloat(strictFloat) {}

  FailureOr<SmallVector<ElementsAttr>> run(ModuleOp module,
                                           ArrayRef<ElementsAttr> inputs) const override {
    CompileOptions options;
    options.strictFloat = strictFloat;
    options.evaluateConstants = false;
    FailureOr<Target> target = getLeastHost();
    if (failed(target))
      return failure();
    options.target = *target;
    StageTimes times;
    FailureOr<HostModel> model = HostModel::create(module, options, OptLevel::O1, times);
    if (failed(model))
      return failure();
    return run(*model, inputs);
  }

private:
  static FailureOr<SmallVector<ElementsAttr>> run(HostModel &model, ArrayRef<ElementsAttr> inputs) {
    SmallVector<const void *> inputPointers;
    for (ElementsAttr input : inputs) {
      std::optional<onnx::ConstantBytes> bytes = onnx::getConstantBytes(input);
      if (!bytes)
        return failure();
      inputPointers.push_back(bytes->bytes.data());
    }
    std::vector<AsmResourceBlob> outputs;
    SmallVector<void *> outputPointers;
    for (const ModelValue &output : model.getSignature().outputs) {
      // The room for a size that a run settles may be larger than any constant.
      if (!onnx::isComputable(output.type))
        return failure();
      size_t bytes =
          output.type.getNumElements() * getHostElementSize(output.type.getElementType());
      outputs.push_back(HeapAsmResourceBlob::allocate(bytes, kAlignment));
      outputPointers.push_back(outputs.back().getMutableData().data());
    }
    if (model.getJit().run(inputPointers, outputPointers) != ONNXC_OK)
      return failure();
    SmallVector<ElementsAttr> values;
    ArrayRef<int64_t> sizes = model.getJit().getSizes();
    for (auto [output, blob] : llvm::zip_equal(model.getSignature().outputs, outputs)) {
      values.push_back(output.open.empty()
                           ? onnx::makeConstant(output.type, std::move(blob), "constant")
                           : crop(output, blob.getData(), sizes.take_front(output.open.size())));
      sizes = sizes.drop_front(output.open.size());
    }
    return values;
  }

  /// The elements that there are.
  static ElementsAttr crop(const ModelValue &output, ArrayRef<char> room, ArrayRef<int64_t> sizes) {
    HostTensor tensor{output.type, {room.begin(), room.end()}};
    cropOutputs(output, sizes, tensor);
    return onnx::makeConstant(
        tensor.type,
        HeapAsmResourceBlob::allocateAndCopyWithAlign(ArrayRef<char>(tensor.bytes), kAlignment),
        "constant");
  }

  bool strictFloat;
};

struct AddJitEvaluator : DialectExtension<AddJitEvaluator, onnx::OnnxDialect> {
  AddJitEvaluator(bool strictFloat) : strictFloat(strictFloat) {}

  void apply(MLIRContext *context, onnx::OnnxDialect *dialect) const override {
    // While passes run, no dialect may be loaded.
    DialectRegistry registry;
    registerCompilerDialects(registry);
    for (StringRef name : registry.getDialectNames())
      context->getOrLoadDialect(name);
    dialect->addInterface<JitEvaluator>(strictFloat);
  }

  bool strictFloat;
};
} // namespace

void onnxc::registerJitEvaluator(DialectRegistry &registry, bool strictFloat) {
  registry.addExtension(TypeID::get<AddJitEvaluator>(),
                        std::make_unique<AddJitEvaluator>(strictFloat));
}

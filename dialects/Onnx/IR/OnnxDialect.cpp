#include "dialects/Onnx/IR/OnnxDialect.h"

#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/TextOps.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace onnxc::onnx;

#include "dialects/Onnx/IR/OnnxDialect.cpp.inc"
#include "dialects/Onnx/IR/OnnxInterfaces.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Onnx/IR/OnnxTypes.cpp.inc"

void OnnxDialect::registerTypes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/Onnx/IR/OnnxTypes.cpp.inc"
      >();
}

void OnnxDialect::initialize() {
  registerTypes();
  registerAttentionOps();
  registerContractionOps();
  registerControlOps();
  registerGatherOps();
  registerLayoutOps();
  registerLossOps();
  registerMathOps();
  registerMlOps();
  registerNormalizationOps();
  registerPoolingOps();
  registerQuantizationOps();
  registerRandomOps();
  registerRecurrentOps();
  registerReductionOps();
  registerScatterOps();
  registerSequenceOps();
  registerSignalOps();
  registerSliceOps();
  registerTensorOps();
  registerTrainingOps();
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/TextOps.cpp.inc"
      >();
}

Operation *OnnxDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type,
                                            Location loc) {
  if (auto elements = dyn_cast<ElementsAttr>(value))
    return ConstantOp::create(builder, loc, type, elements);
  return nullptr;
}

// Every operator of the dialect.
#ifndef ONNXC_DIALECTS_ONNX_IR_ONNXOPS_H
#define ONNXC_DIALECTS_ONNX_IR_ONNXOPS_H

#include "dialects/Onnx/IR/FoldElementwise.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "dialects/Onnx/IR/ReducedAxes.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/AttentionOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/ContractionOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/ControlOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/GatherOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/LayoutOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/LossOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/MathOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/MlOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/NormalizationOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/PoolingOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/QuantizationOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/RandomOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/RecurrentOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/ReductionOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/ScatterOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/SequenceOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/SignalOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/SliceOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/TensorOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/IR/TrainingOps.h.inc"

#endif

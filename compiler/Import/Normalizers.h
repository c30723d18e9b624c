// The normalizers of single operators, by family. Each brings a node of any operator set in
// which its operator exists into the newest form, or leaves it alone.
#ifndef ONNXC_COMPILER_IMPORT_NORMALIZERS_H
#define ONNXC_COMPILER_IMPORT_NORMALIZERS_H

#include "compiler/Import/Node.h"
#include "llvm/ADT/StringMap.h"

namespace onnxc::importer {

using Normalizer = mlir::LogicalResult (*)(Node &node);

/// By operator name; operators of other domains than ai.onnx as `domain.Name`.
using NormalizerMap = llvm::StringMap<Normalizer>;

void addAttentionNormalizers(NormalizerMap &map);
void addBitsAndBytesNormalizers(NormalizerMap &map);
void addDistanceNormalizers(NormalizerMap &map);
void addElementwiseNormalizers(NormalizerMap &map);
void addExperimentalNormalizers(NormalizerMap &map);
void addFeatureMlNormalizers(NormalizerMap &map);
void addFourierNormalizers(NormalizerMap &map);
void addFusedContractionNormalizers(NormalizerMap &map);
void addFusedElementwiseNormalizers(NormalizerMap &map);
void addFusedNormalizationNormalizers(NormalizerMap &map);
void addGroupQueryAttentionNormalizers(NormalizerMap &map);
void addHashNormalizers(NormalizerMap &map);
void addInverseNormalizers(NormalizerMap &map);
void addLinearMlNormalizers(NormalizerMap &map);
void addMicrosoftTensorNormalizers(NormalizerMap &map);
void addMlNormalizers(NormalizerMap &map);
void addMoeNormalizers(NormalizerMap &map);
void addNormalizationNormalizers(NormalizerMap &map);
void addPackedAttentionNormalizers(NormalizerMap &map);
void addPositionBiasNormalizers(NormalizerMap &map);
void addQuantizedNormalizers(NormalizerMap &map);
void addQuantizedProductNormalizers(NormalizerMap &map);
void addQuantizedRecurrentNormalizers(NormalizerMap &map);
void addRandomNormalizers(NormalizerMap &map);
void addRecurrentNormalizers(NormalizerMap &map);
void addSequenceNormalizers(NormalizerMap &map);
void addSvmMlNormalizers(NormalizerMap &map);
void addTensorNormalizers(NormalizerMap &map);
void addTextNormalizers(NormalizerMap &map);
void addTokenNormalizers(NormalizerMap &map);
void addWindowNormalizers(NormalizerMap &map);

/// A seed for a node that has none, from its name: nodes draw different numbers, but each build
/// the same.
uint32_t makeSeed(const Node &node);

/// Moves attributes that became inputs, by a table.
mlir::LogicalResult moveAttributesToInputs(Node &node);

} // namespace onnxc::importer

#endif

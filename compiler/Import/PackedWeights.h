// Weights of ONNX Runtime that share bytes.
#ifndef ONNXC_COMPILER_IMPORT_PACKEDWEIGHTS_H
#define ONNXC_COMPILER_IMPORT_PACKEDWEIGHTS_H

#include "compiler/Import/NodeFormula.h"

namespace onnxc::importer {

/// Whether weights may have so many bits.
bool isPackedBits(int64_t bits);

/// The bytes of input `i`, a constant, as a constant of unsigned integers of `bits` bits in
/// `shape`: those of a byte stand in it from the lowest bits on, and each row begins a byte. With
/// `stored`, rows have so many integers, of which the first ones are taken.
mlir::Value unpackWeights(Node &node, NodeFormula &f, size_t i, int64_t bits,
                          llvm::ArrayRef<int64_t> shape, int64_t stored = 0);

} // namespace onnxc::importer

#endif

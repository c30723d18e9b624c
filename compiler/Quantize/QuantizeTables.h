// Smaller tables of embeddings.
#ifndef ONNXC_COMPILER_QUANTIZE_QUANTIZETABLES_H
#define ONNXC_COMPILER_QUANTIZE_QUANTIZETABLES_H

#include "compiler/Quantize/ModelGraph.h"

#include <set>

namespace onnxc::quantize {

/// Stores matrices from which a Gather takes rows, and that nothing else reads, as INT8 with a
/// scale for each row. A run widens the rows that it takes. Nodes whose names are in `keepFloat`
/// stay.
void storeTablesAsInt8(ModelGraph &graph, const std::set<std::string> &keepFloat);

/// The same as FLOAT16 or BFLOAT16.
void storeTablesAsHalf(ModelGraph &graph, const std::set<std::string> &keepFloat, int elementType);

} // namespace onnxc::quantize

#endif

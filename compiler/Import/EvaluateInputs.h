#ifndef ONNXC_COMPILER_IMPORT_EVALUATEINPUTS_H
#define ONNXC_COMPILER_IMPORT_EVALUATEINPUTS_H

#include "compiler/Import/GraphImporter.h"

namespace onnxc::importer {

/// Replaces inputs of `node` that operators compute from constants by their values, here and for
/// later readers of their names. Whether there were any.
bool evaluateInputs(Node &node, const proto::NodeProto &proto, Scope &scope);

} // namespace onnxc::importer

#endif

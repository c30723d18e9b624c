// What all parts of the importer know of the model at hand.
#ifndef ONNXC_COMPILER_IMPORT_MODEL_H
#define ONNXC_COMPILER_IMPORT_MODEL_H

#include "compiler/Import/ExternalData.h"
#include "compiler/Import/ValueTypes.h"
#include "compiler/Import/onnx.pb.h"

namespace onnxc::importer {

/// The operator sets that a model or function imports: versions by domain, in which `ai.onnx`
/// is spelled empty.
using OperatorSets = std::map<std::string, int64_t>;

/// The name of a domain in one spelling.
llvm::StringRef normalizeDomain(llvm::StringRef domain);

struct Model {
  Model(proto::ModelProto &proto, mlir::Location loc, llvm::StringRef folder)
      : proto(proto), loc(loc), files(folder) {}

  /// Checks versions, and reads the operator sets and functions.
  mlir::LogicalResult initialize();

  /// The function that a node calls, or null if it names an operator.
  const proto::FunctionProto *getFunction(const proto::NodeProto &node) const;

  /// Location of a node by its index in the graph, or inside of one, at `column`.
  mlir::Location getNodeLoc(const proto::NodeProto &node, int64_t index, int64_t column,
                            llvm::StringRef prefix) const;

  proto::ModelProto &proto;
  /// The file.
  mlir::Location loc;
  ExternalFiles files;
  Dimensions dimensions;
  OperatorSets operatorSets;
  /// Inputs that are sequences, with their lengths, and optionals that hold nothing: the graph has
  /// the tensors of the former as inputs instead.
  std::vector<std::pair<std::string, int64_t>> sequenceInputs;
  std::vector<std::string> absentInputs;

private:
  std::map<std::string, const proto::FunctionProto *> functions;
};

/// Reads operator sets; domains that appear twice, negative versions and versions newer than
/// the compiler are errors.
mlir::FailureOr<OperatorSets>
readOperatorSets(const google::protobuf::RepeatedPtrField<proto::OperatorSetIdProto> &sets,
                 mlir::Location loc, const llvm::Twine &owner);

/// The version of the operator set that `node` belongs to; nothing if it is not imported.
std::optional<int64_t> getVersion(const OperatorSets &sets, const proto::NodeProto &node);

/// The name of a node for messages: its own, or that of its first output.
llvm::StringRef getDisplayName(const proto::NodeProto &node);

} // namespace onnxc::importer

#endif

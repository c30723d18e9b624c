// The graph of a model as the file has it: what makes a value, who reads it, which are constants.
#ifndef ONNXC_COMPILER_QUANTIZE_MODELGRAPH_H
#define ONNXC_COMPILER_QUANTIZE_MODELGRAPH_H

#include "compiler/Import/onnx.pb.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <optional>
#include <vector>

namespace onnxc::quantize {

class ModelGraph {
public:
  explicit ModelGraph(proto::ModelProto &model) : model(model) { update(); }

  proto::GraphProto &get() { return *model.mutable_graph(); }
  proto::ModelProto &getModel() { return model; }

  /// Looks at the graph again, after nodes or initializers have come or gone.
  void update();

  /// The version of ai.onnx that the model imports; 0 if none.
  int64_t getVersion() const;

  /// The node of the graph that makes `value`; null for inputs and constants.
  proto::NodeProto *getMaker(llvm::StringRef value) const { return makers.lookup(value); }

  /// The nodes that have `value` as input, once for each input.
  llvm::ArrayRef<proto::NodeProto *> getReaders(llvm::StringRef value) const;

  /// Whether `value` is an output of the model, or a graph inside of a node reads it.
  bool isReadElsewhere(llvm::StringRef value) const { return readElsewhere.contains(value); }

  /// Whether one node reads `value`, and nothing else.
  proto::NodeProto *getOnlyReader(llvm::StringRef value) const;

  /// The initializer `value`; null if it is none.
  proto::TensorProto *getConstant(llvm::StringRef value) const { return constants.lookup(value); }

  /// The constant `value` if it is of FLOAT; its bytes are raw.
  proto::TensorProto *getFloats(llvm::StringRef value) const;

  /// `base`, or that with a number after it if the graph has a value of that name. No other call
  /// gets it.
  std::string makeName(const llvm::Twine &base);

  /// Adds an initializer and returns its name.
  std::string addConstant(const llvm::Twine &base, llvm::ArrayRef<int64_t> dims, int dataType,
                          llvm::StringRef bytes);
  std::string addFloats(const llvm::Twine &base, llvm::ArrayRef<int64_t> dims,
                        llvm::ArrayRef<float> values);

  /// Imports the operator set of com.microsoft, if the model does not.
  void importMicrosoft();

private:
  proto::ModelProto &model;
  llvm::StringMap<proto::NodeProto *> makers;
  llvm::StringMap<std::vector<proto::NodeProto *>> readers;
  llvm::StringMap<proto::TensorProto *> constants;
  llvm::StringSet<> readElsewhere, names;
};

/// Whether `node` is the operator `type` of ai.onnx.
bool isOperator(const proto::NodeProto &node, llvm::StringRef type);

/// What a message calls a node.
llvm::StringRef getNodeName(const proto::NodeProto &node);

const proto::AttributeProto *findAttribute(const proto::NodeProto &node, llvm::StringRef name);
int64_t getInt(const proto::NodeProto &node, llvm::StringRef name, int64_t otherwise);
float getFloat(const proto::NodeProto &node, llvm::StringRef name, float otherwise);
void setInt(proto::NodeProto &node, llvm::StringRef name, int64_t value);

/// The input at `index`; empty if it is left out.
llvm::StringRef getInput(const proto::NodeProto &node, int index);

/// The numbers of a FLOAT tensor with raw bytes.
llvm::ArrayRef<float> getValues(const proto::TensorProto &tensor);
llvm::MutableArrayRef<float> getMutableValues(proto::TensorProto &tensor);

llvm::ArrayRef<int64_t> getDims(const proto::TensorProto &tensor);

} // namespace onnxc::quantize

#endif

// Builds the operations of a graph, of its subgraphs and of the functions it calls.
#ifndef ONNXC_COMPILER_IMPORT_GRAPHIMPORTER_H
#define ONNXC_COMPILER_IMPORT_GRAPHIMPORTER_H

#include "compiler/Import/Model.h"
#include "compiler/Import/Node.h"
#include "compiler/Import/NodeBuilder.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace onnxc::importer {

struct Scope;

/// A call of a function that is being expanded.
struct FunctionFrame {
  /// An attribute that the function's nodes may refer to, and the scope in which a graph
  /// finds the values it captures.
  struct Argument {
    proto::AttributeProto *attribute;
    Scope *scope;
  };
  const FunctionFrame *caller = nullptr;
  const proto::FunctionProto *function = nullptr;
  llvm::StringMap<Argument> arguments;
};

/// The values that nodes of one graph or function can name.
struct Scope {
  Scope *parent = nullptr;
  const OperatorSets *operatorSets = nullptr;
  const FunctionFrame *frame = nullptr;
  /// What stands before the names of nodes: the calls that led here.
  std::string prefix;
  /// A null value stands for an input of a function that the call leaves out.
  llvm::StringMap<mlir::Value> values;
  llvm::StringMap<const proto::ValueInfoProto *> declarations;
  /// Whether this graph is built only once, so that its tensors may be moved out of it.
  bool isBuiltOnce = false;
  /// Whether its outputs may be sequences: those of a graph that is imported in place.
  bool mayMakeSequences = false;
};

/// Operators whose graphs are imported in place, so that they have no operation of their own:
/// domain and name.
llvm::ArrayRef<std::pair<llvm::StringRef, llvm::StringRef>> getInlinedOperators();

class GraphImporter {
public:
  GraphImporter(Model &model, mlir::OpBuilder &builder) : model(model), builder(builder) {}

  /// Builds the model's graph at the builder's place and returns its outputs: tensors,
  /// sequences of known length, null for optionals that hold nothing, and what ml.ZipMap makes,
  /// which nothing else reads. `scope` has the graph's inputs already.
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> importMainGraph(Scope &scope);

private:
  using Nodes = google::protobuf::RepeatedPtrField<proto::NodeProto>;
  using Values = google::protobuf::RepeatedPtrField<proto::ValueInfoProto>;
  struct Subgraph {
    std::string name;
    proto::GraphProto *graph;
    Scope *scope;
    /// The bodies of loops may be built more than once, until the types of their state fit.
    bool isBuiltOnce;
    /// Whether the graph is imported in place, where sequences are known.
    bool mayMakeSequences = false;
  };

  mlir::FailureOr<llvm::SmallVector<mlir::Value>> importGraph(proto::GraphProto &graph,
                                                              Scope &scope, mlir::Location loc);
  mlir::LogicalResult importInitializers(proto::GraphProto &graph, Scope &scope,
                                         mlir::Location loc);
  mlir::LogicalResult importNodes(Nodes &nodes, Scope &scope, mlir::Location loc);
  mlir::Location makeNodeLoc(const proto::NodeProto &node, int64_t index, const Scope &scope);

  mlir::LogicalResult importNode(proto::NodeProto &node, Scope &scope, mlir::Location loc);
  mlir::LogicalResult importNode(proto::NodeProto &proto, Node &node, Scope &scope);
  mlir::LogicalResult importOperator(proto::NodeProto &proto, Node &node, Scope &scope);
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> buildOperator(const proto::NodeProto &proto,
                                                                Node &node,
                                                                llvm::ArrayRef<Subgraph> subgraphs,
                                                                Scope &scope);
  mlir::LogicalResult importCall(proto::NodeProto &proto, const proto::FunctionProto &function,
                                 Node &node, Scope &scope);
  mlir::LogicalResult bindArguments(proto::NodeProto &proto, const proto::FunctionProto &function,
                                    Node &node, Scope &scope, Scope &inside, FunctionFrame &frame);

  mlir::LogicalResult readInputs(const proto::NodeProto &proto, Node &node, const Scope &scope);
  mlir::LogicalResult readOutputs(const proto::NodeProto &proto, Node &node, const Scope &scope);
  mlir::LogicalResult readAttributes(proto::NodeProto &proto, Node &node, Scope &scope,
                                     llvm::SmallVectorImpl<Subgraph> &subgraphs);
  mlir::FailureOr<std::optional<FunctionFrame::Argument>> resolve(proto::AttributeProto &attribute,
                                                                  Node &node, Scope &scope);
  mlir::LogicalResult bindOutputs(const proto::NodeProto &proto, const Node &node,
                                  mlir::ValueRange values, Scope &scope);
  mlir::LogicalResult refine(mlir::Value value, mlir::RankedTensorType declared,
                             llvm::StringRef name, const Node &node);
  mlir::LogicalResult overrule(mlir::RankedTensorType declared, mlir::RankedTensorType made,
                               llvm::StringRef name, const Node &node);
  mlir::LogicalResult define(llvm::StringRef name, mlir::Value value, Scope &scope,
                             mlir::Location loc);

  mlir::LogicalResult importRegions(Node &node, llvm::ArrayRef<Subgraph> subgraphs,
                                    mlir::Operation *operation);
  mlir::LogicalResult importBranches(Node &node, llvm::ArrayRef<const Subgraph *> branches,
                                     llvm::MutableArrayRef<mlir::Region> regions);
  mlir::LogicalResult importRegion(Node &node, const Subgraph &subgraph, mlir::Region &region);
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> unrollLoop(Node &node,
                                                             llvm::ArrayRef<Subgraph> subgraphs);
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> unrollMap(Node &node,
                                                            llvm::ArrayRef<Subgraph> subgraphs);
  mlir::FailureOr<llvm::SmallVector<mlir::Value>>
  importFlexAttention(Node &node, llvm::ArrayRef<Subgraph> subgraphs);
  static bool doBranchesMakeSequences(const Node &node, llvm::ArrayRef<Subgraph> subgraphs);
  mlir::FailureOr<llvm::SmallVector<mlir::Value>>
  buildSequenceIf(const proto::NodeProto &proto, Node &node, llvm::ArrayRef<Subgraph> subgraphs,
                  Scope &scope);
  static const Subgraph *getTakenBranch(const Node &node, llvm::ArrayRef<Subgraph> subgraphs);
  mlir::FailureOr<llvm::SmallVector<mlir::Value>>
  importGraph(const Node &node, const Subgraph &subgraph, mlir::ValueRange inputs);
  mlir::LogicalResult importBody(Node &node, const Subgraph &subgraph, mlir::Region &region,
                                 llvm::ArrayRef<mlir::Type> types);

  Model &model;
  mlir::OpBuilder &builder;
  /// The top-level node that is being imported, and the nodes inside of it so far.
  int64_t mainIndex = 0;
  int64_t nestedCount = 0;
  int64_t totalCount = 0;
  int depth = 0;
  /// The lengths of the sequences that graphs in regions yield, and -1 for tensors.
  std::map<const proto::GraphProto *, llvm::SmallVector<int64_t>> sequenceLengths;
  /// The outputs whose declared shapes are ignored, and an empty name for values inside the graph.
  llvm::StringSet<> overruled;
};

} // namespace onnxc::importer

#endif

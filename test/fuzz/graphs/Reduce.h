// The smallest part of a graph that still fails.
#ifndef ONNXC_TEST_FUZZ_GRAPHS_REDUCE_H
#define ONNXC_TEST_FUZZ_GRAPHS_REDUCE_H

#include "test/fuzz/graphs/CheckGraph.h"

namespace onnxc::fuzz {

/// A model with the data it fails on.
struct FailingModel {
  proto::ModelProto model;
  TensorBytes inputs;
  CheckResult result;
};

/// Drops outputs and nodes as long as the rest fails in the same way, under the configuration of
/// `failing`. What a dropped node computes becomes an input with the same numbers.
void reduce(FailingModel &failing);

/// A graph in a few lines, a node in each.
void printGraph(const proto::GraphProto &graph, llvm::raw_ostream &os);

} // namespace onnxc::fuzz

#endif

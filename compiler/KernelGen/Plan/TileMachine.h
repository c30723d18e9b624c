// The machine as tiles of sums see it.
#ifndef ONNXC_COMPILER_KERNELGEN_PLAN_TILEMACHINE_H
#define ONNXC_COMPILER_KERNELGEN_PLAN_TILEMACHINE_H

#include "dialects/Kernel/IR/Machine.h"

#include <algorithm>

namespace onnxc {

/// The machine, and how much of it tiles may use. Where size counts, they are of few sums and one
/// product a step: the code of a kernel and of its remainders grows with both.
class TileMachine {
public:
  TileMachine(kernel::MachineAttr machine, kernel::PolicyAttr policy)
      : machine(machine), policy(policy) {}

  /// Of the module that `op` lies in.
  explicit TileMachine(mlir::Operation *op)
      : TileMachine(kernel::getMachine(op), kernel::getPolicy(op)) {}

  const kernel::MachineAttr *operator->() const { return &machine; }
  operator kernel::MachineAttr() const { return machine; }

  bool hasVectors() const { return machine.getVectorBytes() > 4; }

  /// Vector registers for a tile and its factors. Without vectors, four by four sums are few
  /// enough, and take half of the time.
  int64_t getRegisters() const {
    int64_t few = hasVectors() ? 8 : 22;
    int64_t all = machine.getVectorRegisters();
    return policy.getOptimizeSize() ? std::min(all, few) : all;
  }

  /// Whether pixels are loaded as vectors of products, of which one lane after another is a factor.
  bool multipliesByLane() const { return machine.getFmaByLane() && !policy.getOptimizeSize(); }

private:
  kernel::MachineAttr machine;
  kernel::PolicyAttr policy;
};

} // namespace onnxc

#endif

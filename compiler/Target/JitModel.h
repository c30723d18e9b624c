// A model that was compiled into this process, to run and verify it.
#ifndef ONNXC_COMPILER_TARGET_JITMODEL_H
#define ONNXC_COMPILER_TARGET_JITMODEL_H

#include "compiler/Target/LLVMModule.h"
#include "compiler/Target/ModelInterface.h"
#include "runtime/onnxc.h"
#include "runtime/onnxc_threads.h"

#include <memory>

namespace llvm::orc {
class LLJIT;
} // namespace llvm::orc

namespace onnxc {

class JitModel {
public:
  /// Compiles a module of the LLVM dialect, as emitModel takes it, for a target that this
  /// machine can run. The weights are copied; the module need not be kept.
  static mlir::FailureOr<std::unique_ptr<JitModel>> create(mlir::ModuleOp module,
                                                           const Target &target, OptLevel level);
  ~JitModel();

  const ModelInterface &getInterface() const { return model; }

  /// Runs the model, on `threads` too if it was compiled for them. Each pointer is to a dense
  /// tensor of the model's type and largest shape, aligned to its elements. One run at a time: the
  /// arena is this object's.
  onnxc_status run(llvm::ArrayRef<const void *> inputs, llvm::ArrayRef<void *> outputs,
                   const onnxc_threads *threads = nullptr);

  /// As above, with temporaries in an arena of the caller.
  onnxc_status runInArena(llvm::ArrayRef<const void *> inputs, llvm::ArrayRef<void *> outputs,
                          void *callersArena, const onnxc_threads *threads = nullptr);

  /// The sizes that the last run settled of dimensions of outputs that are -1 in the interface, in
  /// their order.
  llvm::ArrayRef<int64_t> getSizes() const { return llvm::ArrayRef(sizes).drop_front(); }

  /// Where the model's temporaries lie, and the counters of its profile.
  const char *getArena() const { return arena.get(); }

private:
  struct FreeAligned {
    void operator()(char *memory) const;
  };
  using AlignedMemory = std::unique_ptr<char, FreeAligned>;
  static AlignedMemory allocate(uint64_t size, uint64_t align);
  using EntryPoint = int32_t (*)(const void *const *, void *const *, void *, const void *,
                                 const onnxc_threads *);

  explicit JitModel(ModelInterface model);

  ModelInterface model;
  AlignedMemory weights;
  AlignedMemory arena;
  /// How many sizes did not fit, then the others; no entries but the first if the model tells none.
  std::vector<int64_t> sizes;
  std::unique_ptr<llvm::orc::LLJIT> jit;
  EntryPoint entryPoint = nullptr;
};

} // namespace onnxc

#endif

// The last stage: a module of the LLVM dialect becomes an object, and a header beside it.
#ifndef ONNXC_COMPILER_TARGET_EMITMODEL_H
#define ONNXC_COMPILER_TARGET_EMITMODEL_H

#include "compiler/Support/OutputFiles.h"
#include "compiler/Target/LLVMModule.h"
#include "compiler/Target/ModelInterface.h"
#include "compiler/Target/ObjectFile.h"

namespace onnxc {

struct EmitOptions {
  /// What the exported symbols begin with, once it is made an identifier.
  std::string name = "model";
  OptLevel level = OptLevel::O3;
  /// Puts an arena into the object, for programs that give none.
  bool staticArena = false;
  /// Adds line tables by ONNX node, and writes the nodes they refer to into a text file beside
  /// the output, with the suffix .nodes.
  bool debugInfo = false;
  /// Writes nothing: only the measures are wanted.
  bool onlyMeasure = false;
};

/// The measures of a model that was emitted.
struct EmittedModel {
  struct Kernel {
    std::string symbol;
    uint64_t codeSize;
    uint64_t stackSize;
    std::vector<std::string> nodes; // ONNX's names, in the order of the file
  };
  ModelInterface interface;
  ObjectInfo object;
  uint64_t stackSize = 0; // of a run through the descriptor, with all that it calls
  std::vector<Kernel> kernels;

  /// The bytes of a kernel's code, by its name in the module; 0 if it became part of others.
  uint64_t getCodeSize(llvm::StringRef kernel) const;
};

/// Whether `path` ends like a file that emitModel writes: .o, .obj, .a, .so, .s or .ll.
bool isEmittedFile(llvm::StringRef path);

/// Announces all files that emitModel writes with these options.
llvm::Error claimEmittedFiles(OutputFiles &files, llvm::StringRef path, const EmitOptions &options);

/// Emits a module of the LLVM dialect with
///
///   llvm.func internal @main(input pointers..., output pointers..., arena, weights)
///
/// and the attributes `onnx.inputs`, `onnx.outputs`, `onnxc.arena_size`, `onnxc.weights_size`,
/// `onnxc.weight_values` and `onnxc.weight_offsets`. The suffix of `path` chooses between
/// object, archive, shared library, assembly and LLVM IR; all but the last come with a C header,
/// which has the suffix .h instead. All are written to `files`, which has announced them. Changes
/// the module.
mlir::FailureOr<EmittedModel> emitModel(mlir::ModuleOp module, const Target &target,
                                        const EmitOptions &options, llvm::StringRef path,
                                        OutputFiles &files);

} // namespace onnxc

#endif

// What a program sees of a compiled model: the one description behind descriptor, header and
// report.
#ifndef ONNXC_COMPILER_TARGET_MODELINTERFACE_H
#define ONNXC_COMPILER_TARGET_MODELINTERFACE_H

#include "compiler/Target/ModelProfile.h"
#include "compiler/Target/ModelSchedule.h"

#include <cstdint>
#include <string>
#include <vector>

namespace onnxc {

/// How an ONNX element type is called in C.
struct ElementTypeInfo {
  int32_t onnxType;     // ONNX's number
  const char *constant; // ONNXC_FLOAT32
  const char *onnxName; // float32
  const char *cType;    // float
  unsigned bytes;
  unsigned align;
};

struct TensorInterface {
  std::string name;       // ONNX's
  std::string identifier; // unique among inputs and outputs
  const ElementTypeInfo *element;
  std::vector<int64_t> shape;       // -1 for a dimension that a run settles
  std::vector<int64_t> maxShape;    // its largest sizes
  std::vector<std::string> dims;    // names of symbolic dimensions, or empty
  std::vector<std::string> columns; // names of the columns, or empty
  float scale = 0;                  // 0: the elements are the values
  int32_t zeroPoint = 0;

  uint64_t getMaxElements() const;
  uint64_t getMaxBytes() const { return getMaxElements() * element->bytes; }
};

/// A temporary tensor.
struct ArenaBuffer {
  uint64_t bytes;
  std::string type;  // `1x64x56x56 f32`
  std::string nodes; // ONNX's names of those that make it
};

struct ModelInterface {
  std::string identifier;
  std::string sourceName; // of the ONNX file, without its folder
  std::vector<TensorInterface> inputs;
  std::vector<TensorInterface> outputs;
  uint64_t arenaSize = 0;
  uint64_t arenaAlign = 64;
  uint64_t arenaLowerBound = 0; // no plan could do with less; 0 if not known
  /// The largest buffers that live when the arena is fullest; empty if not known.
  std::vector<ArenaBuffer> peakBuffers;
  uint64_t weightsSize = 0;
  /// Whether most bytes of the weights are floats of 32 bits.
  bool hasFloatWeights = false;
  /// Multiplications of contractions in one run; nothing if not known.
  std::optional<uint64_t> multiplyAdds;
  bool hasStaticArena = false;
  std::optional<ModelProfile> profile;   // if the model measures its kernels
  std::optional<ModelSchedule> schedule; // if it was asked for
  /// Whether the program can give threads to a run.
  bool takesThreads = false;
  /// Whether a run tells sizes: how many do not fit, then those of dimensions of outputs that
  /// are -1.
  bool returnsSizes = false;

  /// The bytes of text that one run can make; 0 if the model makes none.
  std::optional<uint64_t> maxText;

  /// The number of sizes that a run tells.
  size_t countSizes() const;
};

/// Reads the interface off the attributes of a module. A type that a program cannot pass is an
/// error.
mlir::FailureOr<ModelInterface> getModelInterface(mlir::ModuleOp module, llvm::StringRef name,
                                                  bool hasStaticArena);

} // namespace onnxc

#endif

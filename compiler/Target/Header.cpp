#include "compiler/Target/Header.h"

#include "compiler/Support/PrintableText.h"
#include "compiler/Target/Identifiers.h"
#include "runtime/onnxc.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;

/// runtime/onnxc.h, as text.
static const char kRuntimeHeader[] =
#include "compiler/Target/RuntimeHeader.inc"
    ;

/// runtime/profile.h, as text.
static const char kProfileHeader[] =
#include "compiler/Target/ProfileHeader.inc"
    ;

/// runtime/onnxc_threads.h
static const char kThreadsHeader[] =
#include "compiler/Target/ThreadsHeader.inc"
    ;

namespace {

class HeaderWriter {
public:
  HeaderWriter(const EmittedModel &emitted, const Target &target, raw_ostream &os)
      : emitted(emitted), model(emitted.interface), target(target), os(os), name(model.identifier),
        macro(StringRef(model.identifier).upper()) {}

  void write() {
    writeTop();
    os << '\n' << kRuntimeHeader << '\n';
    if (model.profile)
      os << kProfileHeader << '\n';
    if (model.takesThreads)
      os << kThreadsHeader << '\n';
    writeSizes();
    os << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
    writeStruct(model.inputs, "inputs", "const ");
    writeStruct(model.outputs, "outputs", "");
    writeFunctions();
    if (model.profile)
      writeProfile(*model.profile);
    os << "#ifdef __cplusplus\n} /* extern \"C\" */\n\n";
    writeClass();
    os << "#endif\n\n#endif\n";
  }

private:
  void writeTop();
  void writeSizes();
  void writeStruct(ArrayRef<TensorInterface> tensors, StringRef kind, StringRef qualifier);
  void writeFunctions();
  void writeProfile(const ModelProfile &profile);
  void writeClass();
  void writeViewType(const TensorInterface &tensor, StringRef qualifier);
  void writeValues(ArrayRef<TensorInterface> tensors, StringRef kind);
  void writeMacro(StringRef suffix, uint64_t value, StringRef comment);

  const EmittedModel &emitted;
  const ModelInterface &model;
  const Target &target;
  raw_ostream &os;
  std::string name, macro;
};

} // namespace

/// Of an ONNX name in a comment, in bytes.
static constexpr size_t kLongestName = 256;

/// `float32 [1, 3, batch = 8]`; `at most 100` for a size that a run settles
static std::string describeType(const TensorInterface &tensor) {
  std::string text = std::string(tensor.element->onnxName) + " [";
  for (size_t i = 0; i < tensor.shape.size(); ++i) {
    text += i ? ", " : "";
    if (i < tensor.dims.size() && !tensor.dims[i].empty())
      text += escapeForC(shorten(tensor.dims[i], kLongestName)) + " = ";
    text += (tensor.shape[i] < 0 ? "at most " : "") + std::to_string(tensor.maxShape[i]);
  }
  return text + "]";
}

static std::string describe(const TensorInterface &tensor) {
  std::string text = "\"" + escapeForC(shorten(tensor.name, kLongestName)) +
                     "\": " + describeType(tensor) + ", " + std::to_string(tensor.getMaxBytes()) +
                     " bytes";
  if (tensor.scale != 0) {
    text += ", value = (element - " + std::to_string(tensor.zeroPoint) + ") * ";
    llvm::raw_string_ostream(text) << llvm::format("%.9g", tensor.scale);
  }
  return text;
}

/// `; columns: "cat", "dog"`, in lines of a comment.
static std::string describeColumns(const TensorInterface &tensor) {
  constexpr size_t width = 90;
  std::string text, line = "; columns:";
  for (const std::string &column : tensor.columns) {
    std::string entry = " \"" + escapeForC(shorten(column, kLongestName)) + "\"";
    if (line.size() + entry.size() > width) {
      text += line + "\n   *";
      line.clear();
    }
    line += entry + (&column == &tensor.columns.back() ? "" : ",");
  }
  return tensor.columns.empty() ? "" : text + line;
}

void HeaderWriter::writeTop() {
  os << "/* " << name << ": an ONNX model, compiled by onnxc";
  if (!model.sourceName.empty())
    os << " from " << escapeForC(model.sourceName);
  os << " for " << escapeForC(target.name) << ".\n *\n"
     << " * Link the object beside this header. Run the model with " << name << "_run. */\n"
     << "#ifndef " << macro << "_ONNXC_MODEL_H\n#define " << macro << "_ONNXC_MODEL_H\n";
}

void HeaderWriter::writeMacro(StringRef suffix, uint64_t value, StringRef comment) {
  os << "/* " << comment << " */\n#define " << macro << '_' << suffix << ' ' << value
     << (value > INT32_MAX ? "ULL" : "") << '\n';
}

void HeaderWriter::writeSizes() {
  os << llvm::formatv("#if ONNXC_ABI_VERSION != {0}\n"
                      "#error \"{1} was compiled for another version of onnxc.h\"\n#endif\n\n",
                      ONNXC_ABI_VERSION, name);
  writeMacro("ARENA_SIZE", model.arenaSize, "Bytes of memory that a run needs.");
  writeMacro("ARENA_ALIGN", model.arenaAlign, "The alignment of that memory.");
  writeMacro("STATIC_ARENA", model.hasStaticArena,
             "1: the object has an arena of its own, and null may be given for it.");
  writeMacro("STACK_SIZE", emitted.stackSize,
             "Bytes of stack that a run takes at most, with all that it calls.");
  if (model.maxText)
    writeMacro(
        "MAX_TEXT", *model.maxText,
        "Bytes of text that a run can make, of the arena: --max-text. A string takes a pointer "
        "and a size\n * beside its own bytes.");
  writeMacro("WEIGHTS_SIZE", model.weightsSize, "Bytes of constants in the object.");
  writeMacro("CODE_SIZE", emitted.object.codeSize, "Bytes of instructions in the object.");
  os << "\n/* The number of elements of each input and output. */\n";
  for (const auto *tensors : {&model.inputs, &model.outputs})
    for (const TensorInterface &tensor : *tensors)
      os << "#define " << macro << '_' << StringRef(tensor.identifier).upper() << "_COUNT "
         << tensor.getMaxElements() << (tensor.getMaxElements() > INT32_MAX ? "ULL" : "") << '\n';
  os << '\n';
}

void HeaderWriter::writeStruct(ArrayRef<TensorInterface> tensors, StringRef kind,
                               StringRef qualifier) {
  os << "/* The " << kind << " of the model, in memory of the caller: dense, the last dimension\n"
     << " * contiguous, aligned to their elements. */\n"
     << "typedef struct " << name << '_' << kind << " {\n";
  for (const TensorInterface &tensor : tensors)
    os << "  /* " << describe(tensor) << describeColumns(tensor) << " */\n"
       << "  " << qualifier << tensor.element->cType << " *" << tensor.identifier << ";\n";
  if (tensors.empty())
    os << "  const void *none; /* the model has no " << kind << " */\n";
  os << "} " << name << '_' << kind << ";\n\n";
}

void HeaderWriter::writeFunctions() {
  os << "/* Runs the model. `arena` points to " << macro << "_ARENA_SIZE bytes, aligned to\n * "
     << macro << "_ARENA_ALIGN, whose contents need not be kept between runs";
  if (model.hasStaticArena)
    os << "; or it is null, and\n * the object's own is used, by one run at a time";
  os << ". Runs with\n * different arenas may go on at the same time. Returns ONNXC_OK, or an "
        "error before\n * anything was written.";
  if (model.takesThreads)
    os << " `threads` may be null: then this thread does all alone.";
  os << " */\n"
     << llvm::formatv("onnxc_status {0}_run(const {0}_inputs *inputs, const {0}_outputs *outputs, "
                      "void *arena{1});\n\n",
                      name, model.takesThreads ? ",\n    const onnxc_threads *threads" : "")
     << "/* Describes the model to programs that run any model. */\n"
     << "extern const onnxc_model " << name << "_model;\n";
  if (model.takesThreads)
    os << "extern const onnxc_threaded_model " << name << "_threaded_model;\n";
  os << '\n';
}

void HeaderWriter::writeProfile(const ModelProfile &profile) {
  os << "/* What each run measures: its counters lie in the arena, where onnxc_profile_counters "
        "finds\n"
        " * them. */\n"
     << "#define " << macro << "_PROFILE_COUNT " << profile.entries.size() << '\n'
     << "extern const onnxc_profile " << name << "_profile;\n\n";
}

void HeaderWriter::writeViewType(const TensorInterface &tensor, StringRef qualifier) {
  os << "  /* " << describe(tensor) << " */\n  using " << tensor.identifier
     << "_view = onnxc::view<" << qualifier << tensor.element->cType;
  for (int64_t size : tensor.maxShape)
    os << ", " << size;
  os << ">;\n";
}

void HeaderWriter::writeClass() {
  os << "#if __cplusplus >= 201703L\n/* The model with the memory that it runs in. */\nclass "
     << name << "_runner {\npublic:\n";
  for (const TensorInterface &tensor : model.inputs)
    writeViewType(tensor, "const ");
  for (const TensorInterface &tensor : model.outputs)
    writeViewType(tensor, "");
  os << llvm::formatv("\n  /* Memory for one run at a time. */\n"
                      "  struct arena {{\n"
                      "    alignas({0}_ARENA_ALIGN) unsigned char bytes[{0}_ARENA_SIZE{1}];\n"
                      "  };\n\n",
                      macro, model.arenaSize == 0 ? " + 1" : "")
     << llvm::formatv("  explicit {0}_runner(arena &memory) noexcept : memory_(memory.bytes) {{}\n"
                      "  /* `memory` is what {0}_run takes as its arena. */\n"
                      "  explicit {0}_runner(void *memory) noexcept : memory_(memory) {{}\n\n",
                      name)
     << "  onnxc_status run(";
  llvm::ListSeparator comma;
  for (const auto *tensors : {&model.inputs, &model.outputs})
    for (const TensorInterface &tensor : *tensors)
      os << comma << tensor.identifier << "_view " << tensor.identifier << "_data";
  if (model.takesThreads)
    os << comma << "const onnxc_threads *threads = nullptr";
  os << ") const noexcept {\n";
  writeValues(model.inputs, "inputs");
  writeValues(model.outputs, "outputs");
  os << "    return " << name << "_run(&all_inputs, &all_outputs, memory_"
     << (model.takesThreads ? ", threads" : "") << ");\n  }\n\n"
     << "private:\n  void *memory_;\n};\n#endif\n";
}

void HeaderWriter::writeValues(ArrayRef<TensorInterface> tensors, StringRef kind) {
  os << "    const " << name << '_' << kind << " all_" << kind << " = {";
  llvm::ListSeparator comma;
  for (const TensorInterface &tensor : tensors)
    os << comma << tensor.identifier << "_data.data()";
  os << (tensors.empty() ? "nullptr};\n" : "};\n");
}

void onnxc::writeHeader(const EmittedModel &model, const Target &target, raw_ostream &os) {
  HeaderWriter(model, target, os).write();
}

#include "compiler/Target/EntryPoints.h"
#include "compiler/Target/SectionNames.h"

#include "compiler/Target/LongBlocks.h"
#include "dialects/Kernel/IR/CacheLine.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Diagnostics.h"
#include "runtime/onnxc.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;
using namespace onnxc;

mlir::LogicalResult onnxc::verifyMain(mlir::ModuleOp module, const ModelInterface &model) {
  auto main = module.lookupSymbol<mlir::LLVM::LLVMFuncOp>("main");
  if (!main || main.isExternal())
    return mlir::emitError(module.getLoc(), "internal error: the module has no function 'main'");
  size_t expected =
      model.inputs.size() + model.outputs.size() + model.returnsSizes + 2 + model.takesThreads;
  if (main.getNumArguments() != expected ||
      !all_of(main.getArgumentTypes(), llvm::IsaPred<mlir::LLVM::LLVMPointerType>))
    return mlir::emitError(main.getLoc(), "internal error: 'main' must take ")
           << expected << " pointers: inputs, outputs, " << (model.returnsSizes ? "sizes, " : "")
           << "arena and weights" << (model.takesThreads ? ", and threads" : "");
  return mlir::success();
}

namespace {

/// Where `use` takes its value: before its user, or at the end of the block that a phi has it from.
Instruction *getPlace(Use &use) {
  auto *user = cast<Instruction>(use.getUser());
  if (auto *phi = dyn_cast<PHINode>(user))
    return phi->getIncomingBlock(use)->getTerminator();
  return user;
}

/// Each use of `argument` reads the entry `index` of `array` for itself.
void replaceByLoads(Argument &argument, Value *array, size_t index) {
  for (Use &use : make_early_inc_range(argument.uses())) {
    IRBuilder<> builder(getPlace(use));
    Value *address = builder.CreateConstInBoundsGEP1_64(argument.getType(), array, index);
    LoadInst *load = builder.CreateLoad(argument.getType(), address);
    // Nobody changes the array during a run.
    load->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(builder.getContext(), {}));
    use.set(load);
  }
}

/// `main`, with two arrays in place of its first arguments: the addresses of `inputs` tensors and
/// those of `outputs`. Each use reads its own, as LLVM's time and the stack would grow with
/// pointers that are all at hand at once.
Function *takeArrays(Function *main, size_t inputs, size_t outputs) {
  LLVMContext &context = main->getContext();
  SmallVector<Type *> types(2, PointerType::getUnqual(context));
  append_range(types, drop_begin(main->getFunctionType()->params(), inputs + outputs));
  auto *function = Function::Create(FunctionType::get(main->getReturnType(), types, false),
                                    main->getLinkage(), "", main->getParent());
  function->takeName(main);
  function->addFnAttrs(AttrBuilder(context, main->getAttributes().getFnAttrs()));
  function->setSubprogram(main->getSubprogram());
  function->splice(function->end(), main);
  for (size_t i = 0; i < inputs; ++i)
    replaceByLoads(*main->getArg(i), function->getArg(0), i);
  for (size_t i = 0; i < outputs; ++i)
    replaceByLoads(*main->getArg(inputs + i), function->getArg(1), i);
  for (auto [from, to] :
       zip_equal(drop_begin(main->args(), inputs + outputs), drop_begin(function->args(), 2)))
    from.replaceAllUsesWith(&to);
  main->eraseFromParent();
  return function;
}

/// Writes one function.
class FunctionWriter {
public:
  FunctionWriter(Module &module, const Twine &name, unsigned pointers,
                 ArrayRef<Type *> otherArguments = {})
      : builder(module.getContext()) {
    SmallVector<Type *> arguments(pointers, builder.getPtrTy());
    arguments.append(otherArguments.begin(), otherArguments.end());
    function = Function::Create(FunctionType::get(builder.getInt32Ty(), arguments, false),
                                Function::InternalLinkage, name, module);
    builder.SetInsertPoint(BasicBlock::Create(module.getContext(), "", function));
  }

  /// Leaves the function with `status` where `condition` is true.
  void returnIf(Value *condition, Value *status) {
    BasicBlock *leave = makeBlock();
    BasicBlock *stay = makeBlock();
    builder.CreateCondBr(condition, leave, stay);
    builder.SetInsertPoint(leave);
    builder.CreateRet(status);
    builder.SetInsertPoint(stay);
  }
  void returnIf(Value *condition, int status) { returnIf(condition, builder.getInt32(status)); }

  /// Runs `body` for 0 to `count` - 1, an i32.
  void loop(Value *count, function_ref<void(Value *)> body) {
    BasicBlock *before = builder.GetInsertBlock();
    BasicBlock *head = makeBlock();
    BasicBlock *inside = makeBlock();
    BasicBlock *after = makeBlock();
    builder.CreateBr(head);
    builder.SetInsertPoint(head);
    PHINode *index = builder.CreatePHI(builder.getInt32Ty(), 2);
    index->addIncoming(builder.getInt32(0), before);
    builder.CreateCondBr(builder.CreateICmpULT(index, count), inside, after);
    builder.SetInsertPoint(inside);
    body(index);
    index->addIncoming(builder.CreateAdd(index, builder.getInt32(1)), builder.GetInsertBlock());
    builder.CreateBr(head);
    builder.SetInsertPoint(after);
  }

  /// The field of entry `index` of an array of structs.
  Value *loadField(StructType *type, Value *array, Value *index, unsigned field) {
    Value *address = builder.CreateGEP(type, array, {index, builder.getInt32(field)});
    return builder.CreateLoad(type->getElementType(field), address);
  }

  /// Entry `index` of an array.
  Value *address(Type *type, Value *array, Value *index) {
    return builder.CreateGEP(type, array, index);
  }
  Value *loadEntry(Type *type, Value *array, Value *index) {
    return builder.CreateLoad(type, address(type, array, index));
  }

  /// Memory of the function's frame.
  Value *allocate(Type *type) {
    BasicBlock &entry = function->getEntryBlock();
    return IRBuilder<>(&entry, entry.begin()).CreateAlloca(type);
  }

  Value *isMisaligned(Value *pointer, uint64_t align) {
    Type *type = builder.getIntPtrTy(function->getParent()->getDataLayout());
    Value *rest = builder.CreateAnd(builder.CreatePtrToInt(pointer, type), align - 1);
    return builder.CreateICmpNE(rest, ConstantInt::get(type, 0));
  }

  IRBuilder<> builder;
  Function *function;

private:
  BasicBlock *makeBlock() { return BasicBlock::Create(builder.getContext(), "", function); }
};

/// Adds everything to one module.
class EntryPointWriter {
public:
  EntryPointWriter(Module &module, const ModelInterface &model)
      : module(module), model(model), builder(module.getContext()), pointer(builder.getPtrTy()),
        i32(builder.getInt32Ty()), i64(builder.getInt64Ty()),
        tensorType(StructType::get(pointer, pointer, i32, i32)),
        infoType(
            StructType::get(pointer, i32, i32, pointer, pointer, i64, builder.getFloatTy(), i32)) {}

  void write() {
    main = takeArrays(module.getFunction("main"), model.inputs.size(), model.outputs.size());
    splitLongBlocks(*main);
    renameFunctions();
    placeTables();
    inputInfos = makeInfos(model.inputs, "inputs");
    outputInfos = makeInfos(model.outputs, "outputs");
    if (model.returnsSizes) {
      sizedRun = writeRun(localName("sized_run"));
      exportFunction(writeUnsizedRun());
    } else {
      sizedRun = writeRun(model.identifier + "_run");
      exportFunction(sizedRun);
    }
    if (model.takesThreads) {
      Function *threadedRun = writeGenericRun("threaded_run");
      makeThreadedDescriptor(makeDescriptor(writeSerialRun(threadedRun)), threadedRun);
    } else {
      makeDescriptor(writeGenericRun("run"));
    }
    if (model.profile)
      makeProfile(*model.profile);
    for (Function &function : module)
      if (!function.isDeclaration())
        function.setSection(sectionName(Contents::Code));
  }

private:
  /// The fields of onnxc_tensor and onnxc_tensor_info, as runtime/onnxc.h declares them.
  enum { kData, kShape, kRank, kElementType };
  enum { kInfoElementType = 1, kInfoRank, kInfoShape, kInfoMaxShape, kInfoMaxBytes };

  /// Names of symbols in the object begin with the model's, so that profiles and maps of a
  /// program with several models can be read.
  std::string localName(StringRef name) { return model.identifier + "." + name.str(); }

  std::string sectionName(Contents contents) {
    return getSectionName(module.getTargetTriple(), contents, model.identifier);
  }

  void renameFunctions() {
    for (Function &function : module)
      if (!function.isDeclaration())
        function.setName(localName(function.getName()));
  }

  /// Tables of the functions on strings. None has pointers.
  void placeTables() {
    for (GlobalVariable &table : module.globals())
      if (table.isConstant() && !table.isDeclaration()) {
        table.setName(localName(table.getName()));
        table.setSection(sectionName(Contents::Constants));
      }
  }

  /// A constant without a pointer in it, or with; the latter needs relocations in programs
  /// whose place in memory is not fixed, so they lie in memory that the loader writes.
  GlobalVariable *makeConstant(Constant *value, StringRef name) {
    auto *global = new GlobalVariable(module, value->getType(), /*isConstant=*/true,
                                      GlobalValue::InternalLinkage, value, localName(name));
    bool isRelocated = value->needsRelocation() && module.getPICLevel() != PICLevel::NotPIC;
    global->setSection(
        sectionName(isRelocated ? Contents::ConstantsWithPointers : Contents::Constants));
    return global;
  }

  Constant *makeShape(ArrayRef<int64_t> shape, StringRef name) {
    if (shape.empty())
      return ConstantPointerNull::get(pointer);
    std::vector<uint64_t> sizes(shape.begin(), shape.end());
    return makeConstant(ConstantDataArray::get(module.getContext(), sizes), name);
  }

  Constant *makeInfo(const TensorInterface &tensor) {
    Constant *name =
        makeConstant(ConstantDataArray::getString(module.getContext(), tensor.name), "name");
    Constant *shape = makeShape(tensor.shape, "shape");
    Constant *maxShape =
        tensor.maxShape == tensor.shape ? shape : makeShape(tensor.maxShape, "max_shape");
    return ConstantStruct::get(infoType, {name, builder.getInt32(tensor.element->onnxType),
                                          builder.getInt32(tensor.shape.size()), shape, maxShape,
                                          builder.getInt64(tensor.getMaxBytes()),
                                          ConstantFP::get(builder.getFloatTy(), tensor.scale),
                                          builder.getInt32(tensor.zeroPoint)});
  }

  Constant *makeInfos(ArrayRef<TensorInterface> tensors, StringRef name) {
    if (tensors.empty())
      return ConstantPointerNull::get(pointer);
    SmallVector<Constant *> infos;
    for (const TensorInterface &tensor : tensors)
      infos.push_back(makeInfo(tensor));
    return makeConstant(ConstantArray::get(ArrayType::get(infoType, infos.size()), infos), name);
  }

  /// Checks and copies run once a call: they are to be small.
  static void makeSmall(Function *function) {
    function->addFnAttr(Attribute::OptimizeForSize);
    function->addFnAttr(Attribute::MinSize);
  }

  GlobalVariable *makeDescriptor(Function *genericRun) {
    Constant *name = makeConstant(
        ConstantDataArray::getString(module.getContext(), model.identifier), "model_name");
    Constant *descriptor = ConstantStruct::getAnon(
        {builder.getInt32(ONNXC_ABI_VERSION), builder.getInt32(model.hasStaticArena), name,
         builder.getInt32(model.inputs.size()), builder.getInt32(model.outputs.size()), inputInfos,
         outputInfos, builder.getInt64(model.arenaSize), builder.getInt64(model.arenaAlign),
         builder.getInt64(model.weightsSize), genericRun});
    return exportConstant(descriptor, "model");
  }

  /// onnxc_threaded_model
  void makeThreadedDescriptor(GlobalVariable *descriptor, Function *threadedRun) {
    exportConstant(ConstantStruct::getAnon({descriptor, threadedRun}), "threaded_model");
  }

  GlobalVariable *exportConstant(Constant *value, StringRef name) {
    GlobalVariable *global = makeConstant(value, name);
    global->setName(model.identifier + "_" + name);
    global->setLinkage(GlobalValue::ExternalLinkage);
    global->setDSOLocal(true);
    return global;
  }

  /// The fields of onnxc_profile, as runtime/profile.h declares them.
  void makeProfile(const ModelProfile &profile) {
    StringMap<Constant *> strings;
    auto makeString = [&](StringRef text) -> Constant * {
      Constant *&string = strings[text];
      if (!string)
        string =
            makeConstant(ConstantDataArray::getString(module.getContext(), text), "profile_text");
      return string;
    };
    auto *entryType = StructType::get(pointer, pointer, pointer, pointer, i64, i64);
    SmallVector<Constant *> entries;
    for (const ModelProfile::Entry &entry : profile.entries)
      entries.push_back(ConstantStruct::get(
          entryType, {makeString(entry.nodes), makeString(entry.operators),
                      makeString(localName(entry.kernel)), makeString(entry.work),
                      builder.getInt64(entry.flops), builder.getInt64(entry.bytes)}));
    Constant *table = makeConstant(
        ConstantArray::get(ArrayType::get(entryType, entries.size()), entries), "profile_entries");
    Constant *arena =
        staticArena ? static_cast<Constant *>(staticArena) : ConstantPointerNull::get(pointer);
    exportConstant(ConstantStruct::getAnon({builder.getInt32(entries.size()), table,
                                            builder.getInt64(profile.offset), arena}),
                   "profile");
  }

  /// The weights have no definition that LLVM sees: it would copy them and fold loads.
  Constant *getWeights() {
    if (model.weightsSize == 0)
      return ConstantPointerNull::get(pointer);
    auto *weights = new GlobalVariable(
        module, ArrayType::get(builder.getInt8Ty(), model.weightsSize), /*isConstant=*/true,
        GlobalValue::ExternalLinkage, nullptr, model.identifier + "_weights");
    weights->setVisibility(GlobalValue::HiddenVisibility);
    weights->setAlignment(Align(kAlignment));
    return weights;
  }

  /// The arena that the program gave, or else the static one.
  Value *selectArena(FunctionWriter &writer, Value *given) {
    if (!model.hasStaticArena || model.arenaSize == 0)
      return given;
    Type *type = ArrayType::get(builder.getInt8Ty(), model.arenaSize);
    auto *arena =
        new GlobalVariable(module, type, /*isConstant=*/false, GlobalValue::InternalLinkage,
                           Constant::getNullValue(type), localName("arena"));
    staticArena = arena;
    arena->setAlignment(Align(model.arenaAlign));
    arena->setSection(sectionName(Contents::Zeros));
    return writer.builder.CreateSelect(writer.builder.CreateIsNull(given), arena, given);
  }

  /// The bits that are 0 in an aligned address of each tensor.
  Constant *makeAlignMasks(ArrayRef<TensorInterface> tensors) {
    SmallVector<uint8_t> masks;
    for (const TensorInterface &tensor : tensors)
      masks.push_back(tensor.element->align - 1);
    return makeConstant(ConstantDataArray::get(module.getContext(), masks), "align_masks");
  }

  /// pointers(tensors, infos, masks, count): the error if a tensor with elements is null, or else
  /// if one is not aligned.
  Function *writePointerCheck() {
    Type *word = builder.getIntPtrTy(module.getDataLayout());
    FunctionWriter writer(module, localName("pointers"), 3, {i32});
    makeSmall(writer.function);
    IRBuilder<> &b = writer.builder;
    auto check = [&](int error, function_ref<Value *(Value *, Value *)> isWrong) {
      writer.loop(writer.function->getArg(3), [&](Value *i) {
        Value *data = writer.loadEntry(pointer, writer.function->getArg(0), i);
        Value *bytes = writer.loadField(infoType, writer.function->getArg(1), i, kInfoMaxBytes);
        writer.returnIf(b.CreateAnd(b.CreateIsNotNull(bytes), isWrong(data, i)), error);
      });
    };
    check(ONNXC_ERROR_NULL, [&](Value *data, Value *) { return b.CreateIsNull(data); });
    check(ONNXC_ERROR_ALIGNMENT, [&](Value *data, Value *i) {
      Value *mask = writer.loadEntry(b.getInt8Ty(), writer.function->getArg(2), i);
      return b.CreateIsNotNull(b.CreateAnd(b.CreatePtrToInt(data, word), b.CreateZExt(mask, word)));
    });
    b.CreateRet(builder.getInt32(ONNXC_OK));
    return writer.function;
  }

  void checkPointers(FunctionWriter &writer, Function *check, Value *values, Value *infos,
                     ArrayRef<TensorInterface> tensors) {
    if (tensors.empty())
      return;
    Value *status = writer.builder.CreateCall(
        check, {values, infos, makeAlignMasks(tensors), builder.getInt32(tensors.size())});
    writer.returnIf(writer.builder.CreateIsNotNull(status), status);
  }

  /// overlaps(tensors, infos, count, begin, size): ONNXC_ERROR_OVERLAP if one of the tensors shares
  /// memory with the `size` bytes at `begin`.
  Function *writeOverlaps() {
    Type *word = builder.getIntPtrTy(module.getDataLayout());
    FunctionWriter writer(module, localName("overlaps"), 2, {i32, word, word});
    makeSmall(writer.function);
    IRBuilder<> &b = writer.builder;
    Value *tensors = writer.function->getArg(0), *infos = writer.function->getArg(1);
    Value *begin = writer.function->getArg(3), *size = writer.function->getArg(4);
    writer.loop(writer.function->getArg(2), [&](Value *i) {
      Value *tensor = b.CreatePtrToInt(writer.loadEntry(pointer, tensors, i), word);
      Value *bytes = b.CreateTrunc(writer.loadField(infoType, infos, i, kInfoMaxBytes), word);
      // One begins inside of the other, which no range without bytes does.
      Value *overlaps = b.CreateOr(b.CreateICmpULT(b.CreateSub(begin, tensor), bytes),
                                   b.CreateICmpULT(b.CreateSub(tensor, begin), size));
      Value *areEmpty = b.CreateOr(b.CreateIsNull(bytes), b.CreateIsNull(size));
      writer.returnIf(b.CreateAnd(overlaps, b.CreateNot(areEmpty)), ONNXC_ERROR_OVERLAP);
    });
    b.CreateRet(builder.getInt32(ONNXC_OK));
    return writer.function;
  }

  /// Kernels count on it that what they write is nothing else that they use.
  void checkOverlaps(FunctionWriter &writer, Value *inputs, Value *outputs, Value *arena) {
    IRBuilder<> &b = writer.builder;
    Function *overlaps = writeOverlaps();
    Type *word = builder.getIntPtrTy(module.getDataLayout());
    auto check = [&](Value *tensors, Value *infos, Value *count, Value *begin, Value *size) {
      Value *status = b.CreateCall(overlaps, {tensors, infos, count, b.CreatePtrToInt(begin, word),
                                              b.CreateZExtOrTrunc(size, word)});
      writer.returnIf(b.CreateIsNotNull(status), status);
    };
    Value *inputCount = builder.getInt32(model.inputs.size());
    Value *outputCount = builder.getInt32(model.outputs.size());
    writer.loop(outputCount, [&](Value *i) {
      Value *output = writer.loadEntry(pointer, outputs, i);
      Value *size = writer.loadField(infoType, outputInfos, i, kInfoMaxBytes);
      check(inputs, inputInfos, inputCount, output, size);
      check(outputs, outputInfos, i, output, size);
    });
    if (model.arenaSize == 0)
      return;
    Value *arenaSize = builder.getInt64(model.arenaSize);
    check(inputs, inputInfos, inputCount, arena, arenaSize);
    check(outputs, outputInfos, outputCount, arena, arenaSize);
  }

  static void exportFunction(Function *function) {
    function->setLinkage(Function::ExternalLinkage);
    function->setDSOLocal(true);
  }

  /// foo_run(inputs, outputs, arena), threads if the model takes them, and where sizes go if it
  /// tells any
  Function *writeRun(const Twine &name) {
    FunctionWriter writer(module, name, 3 + model.takesThreads + model.returnsSizes);
    // It holds the calls of all kernels, and is called here once more.
    writer.function->addFnAttr(Attribute::NoInline);
    Value *inputs = writer.function->getArg(0), *outputs = writer.function->getArg(1);
    for (auto [values, count] :
         {std::pair(inputs, model.inputs.size()), std::pair(outputs, model.outputs.size())})
      if (count > 0)
        writer.returnIf(writer.builder.CreateIsNull(values), ONNXC_ERROR_NULL);
    Function *check = writePointerCheck();
    checkPointers(writer, check, inputs, inputInfos, model.inputs);
    checkPointers(writer, check, outputs, outputInfos, model.outputs);
    Value *arena = selectArena(writer, writer.function->getArg(2));
    if (model.arenaSize > 0) {
      writer.returnIf(writer.builder.CreateIsNull(arena), ONNXC_ERROR_NULL);
      writer.returnIf(writer.isMisaligned(arena, model.arenaAlign), ONNXC_ERROR_ALIGNMENT);
    }
    checkOverlaps(writer, inputs, outputs, arena);
    SmallVector<Value *> arguments = {inputs, outputs};
    Value *sizes = writer.function->getArg(writer.function->arg_size() - 1);
    if (model.returnsSizes)
      arguments.push_back(sizes);
    arguments.append({arena, getWeights()});
    if (model.takesThreads)
      arguments.push_back(writer.function->getArg(3));
    writer.builder.CreateCall(main, arguments);
    if (model.returnsSizes) {
      // Below 0 for text that is no number.
      Value *misfits = writer.builder.CreateLoad(i64, sizes);
      Value *status = writer.builder.CreateSelect(
          writer.builder.CreateICmpSLT(misfits, builder.getInt64(0)),
          builder.getInt32(ONNXC_ERROR_TEXT), builder.getInt32(ONNXC_ERROR_CAPACITY));
      writer.returnIf(writer.builder.CreateIsNotNull(misfits), status);
    }
    writer.builder.CreateRet(builder.getInt32(ONNXC_OK));
    return writer.function;
  }

  /// foo_run, which forgets the sizes.
  Function *writeUnsizedRun() {
    FunctionWriter writer(module, model.identifier + "_run", 3 + model.takesThreads);
    SmallVector<Value *> arguments;
    for (Argument &argument : writer.function->args())
      arguments.push_back(&argument);
    arguments.push_back(allocateSizes(writer));
    writer.builder.CreateRet(writer.builder.CreateCall(sizedRun, arguments));
    return writer.function;
  }

  Value *allocateSizes(FunctionWriter &writer) {
    return writer.allocate(ArrayType::get(i64, model.countSizes()));
  }

  /// check(infos, tensors, count, is input): whether tensors are what the model declares.
  Function *writeCheck() {
    FunctionWriter writer(module, localName("check"), 2, {i32, builder.getInt1Ty()});
    makeSmall(writer.function);
    IRBuilder<> &b = writer.builder;
    Value *infos = writer.function->getArg(0), *tensors = writer.function->getArg(1);
    Value *isInput = writer.function->getArg(3);
    writer.loop(writer.function->getArg(2), [&](Value *i) {
      writer.returnIf(b.CreateICmpNE(writer.loadField(infoType, infos, i, kInfoElementType),
                                     writer.loadField(tensorType, tensors, i, kElementType)),
                      ONNXC_ERROR_ELEMENT_TYPE);
      Value *rank = writer.loadField(infoType, infos, i, kInfoRank);
      writer.returnIf(b.CreateICmpNE(rank, writer.loadField(tensorType, tensors, i, kRank)),
                      ONNXC_ERROR_RANK);
      Value *shape = writer.loadField(tensorType, tensors, i, kShape);
      writer.returnIf(b.CreateAnd(b.CreateIsNull(shape), b.CreateIsNotNull(rank)),
                      ONNXC_ERROR_NULL);
      Value *expected = writer.loadField(infoType, infos, i, kInfoShape);
      writer.loop(b.CreateSelect(isInput, rank, builder.getInt32(0)), [&](Value *dim) {
        writer.returnIf(
            b.CreateICmpNE(writer.loadEntry(i64, expected, dim), writer.loadEntry(i64, shape, dim)),
            ONNXC_ERROR_SHAPE);
      });
    });
    b.CreateRet(builder.getInt32(ONNXC_OK));
    return writer.function;
  }

  /// An array of the tensors' data pointers: the struct that foo_run takes.
  Value *gatherPointers(FunctionWriter &writer, Value *tensors, size_t count) {
    if (count == 0)
      return ConstantPointerNull::get(pointer);
    Value *array = writer.allocate(ArrayType::get(pointer, count));
    writer.loop(builder.getInt32(count), [&](Value *i) {
      writer.builder.CreateStore(writer.loadField(tensorType, tensors, i, kData),
                                 writer.address(pointer, array, i));
    });
    return array;
  }

  void checkTensors(FunctionWriter &writer, Function *check, Value *infos, Value *tensors,
                    size_t count, bool areInputs) {
    if (count == 0)
      return;
    writer.returnIf(writer.builder.CreateIsNull(tensors), ONNXC_ERROR_NULL);
    Value *status = writer.builder.CreateCall(
        check, {infos, tensors, builder.getInt32(count), builder.getInt1(areInputs)});
    writer.returnIf(writer.builder.CreateIsNotNull(status), status);
  }

  /// Dimensions of outputs that the run has settled are in `sizes`.
  void writeShapes(FunctionWriter &writer, Value *tensors, Value *sizes) {
    writer.loop(builder.getInt32(model.outputs.size()), [&](Value *i) {
      Value *from = writer.loadField(infoType, outputInfos, i, kInfoMaxShape);
      Value *to = writer.loadField(tensorType, tensors, i, kShape);
      writer.loop(writer.loadField(infoType, outputInfos, i, kInfoRank), [&](Value *dim) {
        writer.builder.CreateStore(writer.loadEntry(i64, from, dim), writer.address(i64, to, dim));
      });
    });
    unsigned next = 1;
    for (auto [i, output] : enumerate(model.outputs))
      for (auto [dim, size] : enumerate(output.shape))
        if (size < 0) {
          Value *shape = writer.loadField(tensorType, tensors, builder.getInt32(i), kShape);
          writer.builder.CreateStore(writer.loadEntry(i64, sizes, builder.getInt32(next++)),
                                     writer.address(i64, shape, builder.getInt32(dim)));
        }
  }

  /// run(inputs, outputs, arena), and threads if the model takes them, with arrays of onnxc_tensor
  Function *writeGenericRun(StringRef name) {
    Function *check = writeCheck();
    FunctionWriter writer(module, localName(name), 3 + model.takesThreads);
    makeSmall(writer.function);
    Value *inputs = writer.function->getArg(0), *outputs = writer.function->getArg(1);
    checkTensors(writer, check, inputInfos, inputs, model.inputs.size(), true);
    checkTensors(writer, check, outputInfos, outputs, model.outputs.size(), false);
    Value *inputPointers = gatherPointers(writer, inputs, model.inputs.size());
    Value *outputPointers = gatherPointers(writer, outputs, model.outputs.size());
    SmallVector<Value *> arguments = {inputPointers, outputPointers, writer.function->getArg(2)};
    if (model.takesThreads)
      arguments.push_back(writer.function->getArg(3));
    Value *sizes = model.returnsSizes ? allocateSizes(writer) : nullptr;
    if (sizes)
      arguments.push_back(sizes);
    Value *status = writer.builder.CreateCall(sizedRun, arguments);
    writer.returnIf(writer.builder.CreateIsNotNull(status), status);
    if (!model.outputs.empty())
      writeShapes(writer, outputs, sizes);
    writer.builder.CreateRet(builder.getInt32(ONNXC_OK));
    return writer.function;
  }

  /// The generic run of a model that takes threads, without any.
  Function *writeSerialRun(Function *threadedRun) {
    FunctionWriter writer(module, localName("run"), 3);
    makeSmall(writer.function);
    SmallVector<Value *> arguments;
    for (Argument &argument : writer.function->args())
      arguments.push_back(&argument);
    arguments.push_back(ConstantPointerNull::get(pointer));
    writer.builder.CreateRet(writer.builder.CreateCall(threadedRun, arguments));
    return writer.function;
  }

  Module &module;
  const ModelInterface &model;
  IRBuilder<> builder; // types and constants; has no place to insert
  PointerType *pointer;
  Type *i32, *i64;
  StructType *tensorType, *infoType;
  Function *main = nullptr, *sizedRun = nullptr;
  Constant *inputInfos = nullptr, *outputInfos = nullptr;
  GlobalVariable *staticArena = nullptr;
};

} // namespace

void onnxc::addEntryPoints(Module &module, const ModelInterface &model) {
  EntryPointWriter(module, model).write();
}

void onnxc::addJitEntryPoint(Module &module, const ModelInterface &model) {
  Function *main = takeArrays(module.getFunction("main"), model.inputs.size(),
                              model.outputs.size() + model.returnsSizes);
  splitLongBlocks(*main);
  FunctionWriter writer(module, "onnxc_jit_run", 5);
  writer.function->setLinkage(Function::ExternalLinkage);
  SmallVector<Value *> arguments;
  for (Argument &argument : writer.function->args())
    arguments.push_back(&argument);
  writer.builder.CreateCall(main, ArrayRef(arguments).take_front(main->arg_size()));
  writer.builder.CreateRet(writer.builder.getInt32(0));
}

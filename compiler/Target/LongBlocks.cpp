#include "compiler/Target/LongBlocks.h"

#include "llvm/Analysis/InstructionSimplify.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/CodeExtractor.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;

/// The instructions of a function that is cut off. A block may have twice as many.
static constexpr size_t kPartSize = 1024;

/// Whether a value can be computed again anywhere: the address at a fixed place in memory that an
/// argument points to, or what is read there and never changes.
static bool isRepeatable(Value *value) {
  if (isa<Argument, Constant>(value))
    return true;
  if (auto *address = dyn_cast<GetElementPtrInst>(value))
    return address->hasAllConstantIndices() && isRepeatable(address->getPointerOperand());
  auto *load = dyn_cast<LoadInst>(value);
  return load && load->hasMetadata(LLVMContext::MD_invariant_load) &&
         isRepeatable(load->getPointerOperand());
}

/// Lets `user` compute its repeatable operands for itself.
static void repeatOperands(Instruction &user) {
  for (Use &use : user.operands()) {
    auto *value = dyn_cast<Instruction>(use);
    if (!value || !isRepeatable(value))
      continue;
    Instruction *copy = value->clone();
    copy->insertBefore(user.getIterator());
    use.set(copy);
    repeatOperands(*copy);
  }
}

static bool isLong(const BasicBlock &block) { return block.size() > 2 * kPartSize; }

/// Removes what takes a value out of the description of a buffer that it has been put into, and
/// moves addresses to what uses them.
static void simplify(BasicBlock &block) {
  for (Instruction &instruction : block)
    if (Value *value = simplifyInstruction(&instruction, block.getDataLayout()))
      instruction.replaceAllUsesWith(value);
  for (Instruction &instruction : make_early_inc_range(block))
    if (!isRepeatable(&instruction) && !isa<PHINode>(instruction))
      repeatOperands(instruction);
  for (Instruction &instruction : make_early_inc_range(reverse(block)))
    if (isInstructionTriviallyDead(&instruction))
      instruction.eraseFromParent();
}

/// The first instructions of parts of `kPartSize` instructions, each with the addresses before it.
static SmallVector<Instruction *> getBegins(BasicBlock &block) {
  SmallVector<Instruction *> begins;
  size_t size = kPartSize;
  bool isComplete = true;
  for (Instruction &instruction :
       make_range(block.getFirstInsertionPt(), block.getTerminator()->getIterator())) {
    if (isComplete && size >= kPartSize) {
      begins.push_back(&instruction);
      size = 0;
    }
    ++size;
    isComplete = !isRepeatable(&instruction);
  }
  return begins;
}

static void splitBlock(BasicBlock &block) {
  SmallVector<BasicBlock *> parts;
  BasicBlock *rest = &block;
  for (Instruction *begin : getBegins(block))
    parts.push_back(rest = rest->splitBasicBlock(begin));
  rest->splitBasicBlock(rest->getTerminator());

  CodeExtractorAnalysisCache cache(*block.getParent());
  for (BasicBlock *part : parts) {
    CodeExtractor extractor(part, /*DT=*/nullptr, /*AggregateArgs=*/false, /*BFI=*/nullptr,
                            /*BPI=*/nullptr, /*AC=*/nullptr, /*AllowVarArgs=*/false,
                            /*AllowAlloca=*/false, /*AllocationBlock=*/nullptr, "part");
    if (!extractor.isEligible())
      continue;
    if (Function *function = extractor.extractCodeRegion(cache))
      function->addFnAttr(Attribute::NoInline);
  }
}

void onnxc::splitLongBlocks(Function &function) {
  for (BasicBlock &block : make_early_inc_range(function)) {
    if (isLong(block))
      simplify(block);
    if (isLong(block))
      splitBlock(block);
  }
}

#include "compiler/Target/WorkAroundHelium.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/VectorUtils.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace onnxc;

/// `value`, such that no pattern of instruction selection sees what computes it.
static Value *hide(Value *value, IRBuilder<> &builder) {
  return builder.CreateArithmeticFence(value, value->getType());
}

static void hideOperand(Instruction &user, unsigned operand) {
  IRBuilder<> builder(&user);
  user.setOperand(operand, hide(user.getOperand(operand), builder));
}

/// Of a fixed-point conversion, VCVT with a number of fraction bits, the number is not made an
/// immediate: where two conversions have the same number, it comes to lie in a register, whose own
/// number is then encoded. So conversions must not meet the multiplications beside them.
static void separateConversion(Instruction &conversion) {
  if (isa<SIToFPInst, UIToFPInst>(conversion)) {
    IRBuilder<> builder(conversion.getNextNode());
    Value *hidden = hide(&conversion, builder);
    conversion.replaceUsesWithIf(hidden, [&](Use &use) { return use.getUser() != hidden; });
  } else {
    hideOperand(conversion, 0);
  }
}

/// VCMP takes a scalar, or zero, on the right only. `x < scalar` is then selected as LT, which
/// means "not GE" and so holds for NaN, instead of GT with the operands exchanged; the same goes
/// for all predicates that need the exchange.
static bool isComparedRightly(CmpInst::Predicate predicate) {
  switch (predicate) {
  case CmpInst::FCMP_OEQ:
  case CmpInst::FCMP_UNE:
  case CmpInst::FCMP_OGT:
  case CmpInst::FCMP_OGE:
  case CmpInst::FCMP_ULT:
  case CmpInst::FCMP_ULE:
    return true;
  default:
    return false;
  }
}

static void hideScalars(FCmpInst &compare) {
  CmpInst::Predicate predicate = compare.getPredicate();
  if (isSplatValue(compare.getOperand(0)) && !isComparedRightly(compare.getSwappedPredicate()))
    hideOperand(compare, 0);
  if (isSplatValue(compare.getOperand(1)) && !isComparedRightly(predicate))
    hideOperand(compare, 1);
}

/// A copied sign is taken from the f16 before it is extended, which then cannot be selected.
static void hideSign(IntrinsicInst &copySign) {
  if (isa<FPExtInst, FPTruncInst>(copySign.getArgOperand(1)))
    hideOperand(copySign, 1);
}

/// Whether a conversion between f16 and integers becomes one from or to i64, as those of pairs do,
/// for which there is a function of a library only.
static bool isCallOfLibrary(CastInst &conversion) {
  bool fromHalf = conversion.getSrcTy()->getScalarType()->isHalfTy();
  Type *integer = fromHalf ? conversion.getDestTy() : conversion.getSrcTy();
  auto *vector = dyn_cast<FixedVectorType>(integer);
  bool isPair = vector && vector->getNumElements() == 2;
  return (fromHalf || conversion.getDestTy()->getScalarType()->isHalfTy()) &&
         (isPair || integer->getScalarSizeInBits() > 32);
}

/// By way of f32 the result is the same: what f32 cannot hold exactly is infinite as f16.
static void convertByWayOfFloat(CastInst &conversion) {
  IRBuilder<> builder(&conversion);
  Value *from = conversion.getOperand(0);
  Type *to = conversion.getType();
  auto widen = [&](Type *type) { return type->getWithNewType(builder.getFloatTy()); };
  Value *result =
      to->getScalarType()->isHalfTy()
          ? builder.CreateFPTrunc(builder.CreateCast(conversion.getOpcode(), from, widen(to)), to)
          : builder.CreateCast(conversion.getOpcode(),
                               builder.CreateFPExt(from, widen(from->getType())), to);
  conversion.replaceAllUsesWith(result);
  conversion.eraseFromParent();
}

static void workAround(Instruction &instruction) {
  bool isVector = instruction.getType()->isVectorTy();
  if (auto *intrinsic = dyn_cast<IntrinsicInst>(&instruction)) {
    Intrinsic::ID id = intrinsic->getIntrinsicID();
    if (id == Intrinsic::copysign)
      hideSign(*intrinsic);
    else if (isVector && (id == Intrinsic::fptosi_sat || id == Intrinsic::fptoui_sat))
      separateConversion(instruction);
    return;
  }
  if (auto *compare = dyn_cast<FCmpInst>(&instruction); compare && isVector)
    return hideScalars(*compare);
  if (!isa<SIToFPInst, UIToFPInst, FPToSIInst, FPToUIInst>(instruction))
    return;
  if (auto &conversion = cast<CastInst>(instruction); isCallOfLibrary(conversion))
    convertByWayOfFloat(conversion);
  else if (isVector)
    separateConversion(instruction);
}

void onnxc::workAroundHelium(Module &module) {
  for (Function &function : module)
    for (Instruction &instruction : make_early_inc_range(instructions(function)))
      workAround(instruction);
}

void onnxc::disableHeliumGathers() {
  static const bool disabled = [] {
    auto option = cl::getRegisteredOptions().find("enable-arm-maskedgatscat");
    return option != cl::getRegisteredOptions().end() &&
           !option->second->addOccurrence(0, "", "false");
  }();
  if (!disabled)
    report_fatal_error("LLVM's gathers on Helium cannot be switched off");
}

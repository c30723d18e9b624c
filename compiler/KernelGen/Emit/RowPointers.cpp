#include "compiler/KernelGen/Emit/RowPointers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

bool onnxc::needRowPointers(MemRefType buffer, int64_t stride, int64_t rows) {
  // Seven bits with a sign, times 16 bytes.
  constexpr int64_t reachedBytes = 63 * 16;
  return (rows - 1) * stride * buffer.getElementTypeBitWidth() / 8 > reachedBytes;
}

/// `value` in a register, by an instruction that is none.
static Value hide(ImplicitLocOpBuilder &b, Value value) {
  return LLVM::InlineAsmOp::create(b, value.getType(), value, /*asm_string=*/"",
                                   /*constraints=*/"=r,0", /*has_side_effects=*/false,
                                   /*is_align_stack=*/false, LLVM::tailcallkind::TailCallKind::None,
                                   /*asm_dialect=*/LLVM::AsmDialectAttr(),
                                   /*operand_attrs=*/ArrayAttr())
      .getResult(0);
}

Value onnxc::hidePointer(ImplicitLocOpBuilder &b, Value pointer) { return hide(b, pointer); }

Value onnxc::buildHiddenIndex(ImplicitLocOpBuilder &b, int64_t value) {
  Value number = arith::ConstantOp::create(b, b.getI64IntegerAttr(value));
  return arith::IndexCastOp::create(b, b.getIndexType(), hide(b, number));
}

Value onnxc::buildRowPointer(ImplicitLocOpBuilder &b, Value buffer, ArrayRef<Value> indices) {
  auto type = cast<MemRefType>(buffer.getType());
  auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(b, value); };
  auto [strides, offset] = type.getStridesAndOffset();
  Value at = ShapedType::isDynamic(offset)
                 ? memref::ExtractStridedMetadataOp::create(b, buffer).getOffset()
                 : constant(offset).getResult();
  for (auto [index, stride] : llvm::zip_equal(indices, strides))
    at = arith::AddIOp::create(b, at, arith::MulIOp::create(b, index, constant(stride)));
  at = arith::MulIOp::create(b, at, constant(type.getElementTypeBitWidth() / 8));
  Value base = memref::ExtractAlignedPointerAsIndexOp::create(b, buffer);
  Value address = arith::IndexCastOp::create(b, b.getI64Type(), arith::AddIOp::create(b, base, at));
  auto pointer = LLVM::LLVMPointerType::get(b.getContext());
  return hide(b, LLVM::IntToPtrOp::create(b, pointer, address));
}

Value onnxc::loadFromRow(ImplicitLocOpBuilder &b, Value pointer, int64_t first, int64_t count,
                         Type element) {
  Value from = moveRowPointer(b, pointer, first, element);
  Type type = count == 1 ? element : VectorType::get({count}, element);
  return LLVM::LoadOp::create(b, type, from, element.getIntOrFloatBitWidth() / 8);
}

Value onnxc::moveRowPointer(ImplicitLocOpBuilder &b, Value pointer, int64_t elements,
                            Type element) {
  if (elements == 0)
    return pointer;
  return LLVM::GEPOp::create(b, pointer.getType(), element, pointer,
                             ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(elements)});
}

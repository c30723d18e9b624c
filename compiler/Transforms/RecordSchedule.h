#ifndef ONNXC_COMPILER_TRANSFORMS_RECORDSCHEDULE_H
#define ONNXC_COMPILER_TRANSFORMS_RECORDSCHEDULE_H

#include "mlir/Pass/Pass.h"

namespace onnxc {

/// Set on a module from which the schedule is wanted: temporaries keep apart then, even those that
/// have the same place and type one after the other.
constexpr llvm::StringLiteral kWantsSchedule("onnxc.wants_schedule");

/// Makes the pass `onnxc-record-schedule`: the calls of kernels in `@main` that
/// `onnxc-describe-kernels` has noted, and the temporaries that live while each runs, become the
/// module's attribute `onnxc.schedule`:
///
///   {steps = [{nodes, operators, work, flops, bytes, kernel, output, weights, alive}, ...],
///    buffers = [{bytes, offset, first, last, type, nodes}, ...]}
///
/// `first` and `last` are steps, `weights` and `alive` bytes. Unless `keepNotes`, the attributes of
/// the calls go.
std::unique_ptr<mlir::Pass> createRecordSchedule(bool keepNotes);

/// Registers the pass for onnxc-opt.
void registerRecordSchedule();

} // namespace onnxc

#endif

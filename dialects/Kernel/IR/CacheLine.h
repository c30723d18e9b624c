// How memory is cut: in lines of caches.
#ifndef ONNXC_DIALECTS_KERNEL_IR_CACHELINE_H
#define ONNXC_DIALECTS_KERNEL_IR_CACHELINE_H

#include <cstdint>

namespace onnxc {

/// Bytes of a line of all caches, of common CPUs.
inline constexpr int64_t kCacheLine = 64;

/// What the addresses of the arena, of its temporaries and of weights are multiples of: whole
/// lines, so that no two share one, and whole vectors.
inline constexpr int64_t kAlignment = kCacheLine;

} // namespace onnxc

#endif

/* What a model measures that was compiled with --profile. Its header holds a copy of this file. */
#ifndef ONNXC_PROFILE_H
#define ONNXC_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One call of a kernel. Names are in UTF-8, several joined by commas. */
typedef struct onnxc_profile_entry {
  const char *nodes;     /* the ONNX nodes that it computes, or parts of which */
  const char *operators; /* their operators */
  const char *kernel;    /* the function in the object; several calls may share one */
  const char *work;      /* its main loops: "conv 1x56x56x64 by 3x3x64", "elementwise 1x1000" */
  uint64_t flops;        /* of its matrix products and convolutions as the model has them, one call;
                            a multiplication and its addition are two */
  uint64_t bytes;        /* that it reads and writes, one call, of each buffer once */
} onnxc_profile_entry;

/* What a run has counted for an entry. Ticks are those of the time-stamp counter on x86 (rdtsc),
 * of the generic timer on AArch64 (cntvct_el0, cntfrq_el0 of them a second), and else of
 * onnxc_clock. */
typedef struct onnxc_profile_counter {
  uint64_t calls; /* more than one in a loop, none in a branch that was not taken */
  uint64_t ticks; /* of all these calls */
} onnxc_profile_counter;

/* The profile of a model. A model `foo` exports one as `foo_profile`. */
typedef struct onnxc_profile {
  uint32_t entry_count;               /* entries of `entries` */
  const onnxc_profile_entry *entries; /* in the order in which the model calls them */
  uint64_t counters_offset;           /* bytes from the arena's begin to the counters */
  const void *static_arena;           /* the object's own arena; null if it has none */
} onnxc_profile;

/* What the last run in `arena` has counted: one counter for each entry, and after these one for
 * the whole run, the rest included. Valid until the arena is used again. `arena` is what the run
 * was given; null stands for the object's own. */
static inline const onnxc_profile_counter *onnxc_profile_counters(const onnxc_profile *profile,
                                                                  const void *arena) {
  const char *begin = (const char *)(arena ? arena : profile->static_arena);
  return (const onnxc_profile_counter *)(const void *)(begin + profile->counters_offset);
}

/* On other targets (32-bit ARM, RISC-V) the program defines this: ticks of any steady
 * clock, as DWT->CYCCNT of a Cortex-M that was started. */
uint64_t onnxc_clock(void);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif

/* How a program lends threads to models that were compiled with --threads=caller. The headers of
 * such models hold a copy of this file after onnxc.h; onnxc_pool.h has threads to lend. */
#ifndef ONNXC_THREADS_H
#define ONNXC_THREADS_H

#ifndef ONNXC_RUNTIME_H
#include "onnxc.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* A part of a run: does chunk `index` of the work at `data`. */
typedef void (*onnxc_task)(void *data, uint32_t index);

/* The threads of a program. */
typedef struct onnxc_threads {
  void *context; /* what parallel_for gets first */
  /* Calls task(data, i) once for each i from 0 to count - 1, in any order and on any threads, the
   * calling one among them, and returns when all calls have returned. Tasks of one run do not wait
   * for one another. */
  void (*parallel_for)(void *context, onnxc_task task, void *data, uint32_t count);
} onnxc_threads;

/* Describes a model that takes threads: every such model `foo` exports one as
 * `foo_threaded_model`, beside `foo_model`, whose `run` takes none. */
typedef struct onnxc_threaded_model {
  const onnxc_model *model;
  /* As the model's `run`, with the threads that may help, or null. Runs may share threads if their
   * parallel_for can be called by several threads at once. */
  onnxc_status (*run)(const onnxc_tensor *inputs, const onnxc_tensor *outputs, void *arena,
                      const onnxc_threads *threads);
} onnxc_threaded_model;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif

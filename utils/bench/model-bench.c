/* Times a compiled model: model-bench LIBRARY MODEL [SECONDS [THREADS [RUNS]]]
 *
 * LIBRARY is what `onnxc -o LIBRARY.so` wrote, or - if the model is linked into this program; MODEL
 * is the name of the model in it. Inputs are random numbers in [0, 1) and integers 0 and 1. More
 * than one of THREADS need a model that was compiled with --threads=caller. With RUNS, runs as
 * often, however long it takes. Prints one line of JSON with microseconds per run. */
#define _POSIX_C_SOURCE 200809L
#include "onnxc.h"
#include "onnxc_pool.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void fail(const char *message) {
  fprintf(stderr, "model-bench: %s\n", message);
  exit(1);
}

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

static void *allocate(uint64_t size, uint64_t align) {
  void *buffer = NULL;
  if (posix_memalign(&buffer, align < 64 ? 64 : (size_t)align, size ? (size_t)size : 1))
    fail("out of memory");
  memset(buffer, 0, (size_t)size);
  return buffer;
}

static void fill(void *data, const onnxc_tensor_info *info) {
  uint32_t state = 1;
  uint64_t count = 1;
  for (int32_t i = 0; i < info->rank; ++i)
    count *= (uint64_t)info->max_shape[i];
  for (uint64_t i = 0; i < count; ++i) {
    state = state * 1664525u + 1013904223u;
    uint32_t bits = state >> 8;
    if (info->element_type == ONNXC_FLOAT32)
      ((float *)data)[i] = (float)bits / 16777216.0f;
    else if (info->element_type == ONNXC_FLOAT64)
      ((double *)data)[i] = bits / 16777216.0;
    else if (info->element_type == ONNXC_INT64)
      ((int64_t *)data)[i] = bits & 1;
    else if (info->element_type == ONNXC_INT32)
      ((int32_t *)data)[i] = (int32_t)(bits & 1);
    else if (i < info->max_bytes)
      ((uint8_t *)data)[i] = bits & 1;
  }
}

static onnxc_tensor *make_tensors(const onnxc_tensor_info *infos, uint32_t count) {
  onnxc_tensor *tensors = allocate(count * sizeof(onnxc_tensor), 64);
  for (uint32_t i = 0; i < count; ++i) {
    tensors[i].element_type = infos[i].element_type;
    tensors[i].rank = infos[i].rank;
    tensors[i].shape = allocate((uint64_t)infos[i].rank * sizeof(int64_t), 64);
    memcpy(tensors[i].shape, infos[i].max_shape, (size_t)infos[i].rank * sizeof(int64_t));
    tensors[i].data = allocate(infos[i].max_bytes, 64);
    fill(tensors[i].data, &infos[i]);
  }
  return tensors;
}

/* A model in a library, and the threads that it takes. */
typedef struct {
  const onnxc_model *model;
  const onnxc_threaded_model *threaded;
  onnxc_pool pool;
} bench;

static const void *find(void *library, const char *name, const char *kind) {
  char symbol[256];
  snprintf(symbol, sizeof(symbol), "%s_%s", name, kind);
  return dlsym(library, symbol);
}

static void load(bench *bench, void *library, const char *name, int threads) {
  bench->model = find(library, name, "model");
  if (!bench->model)
    fail("the library has no such model");
  bench->threaded = threads > 1 ? find(library, name, "threaded_model") : NULL;
  if (threads > 1 && !bench->threaded)
    fail("the model takes no threads");
  if (threads > 1 && onnxc_pool_init(&bench->pool, (uint32_t)threads) != 0)
    fail("threads cannot be started");
}

static onnxc_status run(bench *bench, onnxc_tensor *inputs, onnxc_tensor *outputs, void *arena) {
  if (bench->threaded)
    return bench->threaded->run(inputs, outputs, arena, onnxc_pool_threads(&bench->pool));
  return bench->model->run(inputs, outputs, arena);
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  enum { max_runs = 100000 };
  static double times[max_runs];
  if (argc < 3)
    fail("usage: model-bench LIBRARY MODEL [SECONDS [THREADS [RUNS]]]");
  double limit = 1e6 * (argc > 3 ? atof(argv[3]) : 2.0);
  size_t count = argc > 5 ? (size_t)atoi(argv[5]) : 0;
  void *library = dlopen(strcmp(argv[1], "-") == 0 ? NULL : argv[1], RTLD_NOW);
  if (!library)
    fail(dlerror());
  static bench bench;
  load(&bench, library, argv[2], argc > 4 ? atoi(argv[4]) : 1);
  const onnxc_model *model = bench.model;

  onnxc_tensor *inputs = make_tensors(model->inputs, model->input_count);
  onnxc_tensor *outputs = make_tensors(model->outputs, model->output_count);
  void *arena = allocate(model->arena_size, model->arena_align);
  for (int i = 0; i < 2; ++i)
    if (run(&bench, inputs, outputs, arena) != ONNXC_OK)
      fail("the model refuses its arguments");
  size_t runs = 0;
  for (double begin = now_us();
       runs < max_runs && (count ? runs < count : runs < 5 || now_us() - begin < limit); ++runs) {
    double start = now_us();
    run(&bench, inputs, outputs, arena);
    times[runs] = now_us() - start;
  }
  qsort(times, runs, sizeof(times[0]), compare);
  printf("{\"runs\": %zu, \"median_us\": %.2f, \"min_us\": %.2f}\n", runs, times[runs / 2],
         times[0]);
  return 0;
}

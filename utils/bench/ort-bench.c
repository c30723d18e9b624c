/* Times ONNX Runtime on a model: ort-bench LIBONNXRUNTIME MODEL.onnx [SECONDS [THREADS [RUNS]]]
 *
 * Needs no headers of ONNX Runtime: its C API is a table of functions whose order never changes.
 * Inputs are as model-bench makes them; unknown dimensions are 1. With RUNS, runs as often, however
 * long it takes. Prints one line of JSON with microseconds per run. */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Positions in the table of functions. */
enum {
  GET_ERROR_MESSAGE = 2,
  CREATE_ENV = 3,
  CREATE_SESSION = 7,
  RUN = 9,
  CREATE_SESSION_OPTIONS = 10,
  SET_INTRA_OP_NUM_THREADS = 24,
  SESSION_GET_INPUT_COUNT = 30,
  SESSION_GET_OUTPUT_COUNT = 31,
  SESSION_GET_INPUT_TYPE_INFO = 33,
  SESSION_GET_INPUT_NAME = 36,
  SESSION_GET_OUTPUT_NAME = 37,
  CREATE_TENSOR_WITH_DATA = 49,
  CAST_TYPE_INFO_TO_TENSOR_INFO = 55,
  GET_TENSOR_ELEMENT_TYPE = 60,
  GET_DIMENSIONS_COUNT = 61,
  GET_DIMENSIONS = 62,
  CREATE_CPU_MEMORY_INFO = 69,
  GET_ALLOCATOR = 78,
  RELEASE_VALUE = 96
};
enum { MAX_TENSORS = 256, MAX_DIMS = 16, MAX_RUNS = 100000, API_VERSION = 11 };

static void **api;

static void fail(const char *message) {
  fprintf(stderr, "ort-bench: %s\n", message);
  exit(1);
}

/* Calls function `slot` with arguments of the given types; fails with its message. */
#define CALL(slot, types, ...) check(((void *(*)types)api[slot])(__VA_ARGS__))
static void check(void *status) {
  if (status)
    fail(((const char *(*)(void *))api[GET_ERROR_MESSAGE])(status));
}

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

/* Bytes of an element of ONNX's element types 1 to 13; 0 for strings. */
static const size_t element_bytes[] = {0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8};

static void fill(void *data, int element_type, size_t count) {
  uint32_t state = 1;
  for (size_t i = 0; i < count; ++i) {
    state = state * 1664525u + 1013904223u;
    uint32_t bits = state >> 8;
    if (element_type == 1)
      ((float *)data)[i] = (float)bits / 16777216.0f;
    else if (element_type == 11)
      ((double *)data)[i] = bits / 16777216.0;
    else if (element_type == 7)
      ((int64_t *)data)[i] = bits & 1;
    else if (element_type == 6)
      ((int32_t *)data)[i] = (int32_t)(bits & 1);
    else
      ((uint8_t *)data)[i * element_bytes[element_type]] = bits & 1;
  }
}

static void *make_input(void *session, size_t index, void *memory) {
  void *info, *value, *tensor_info;
  int element_type;
  size_t rank, count = 1;
  int64_t dims[MAX_DIMS];
  CALL(SESSION_GET_INPUT_TYPE_INFO, (void *, size_t, void **), session, index, &info);
  CALL(CAST_TYPE_INFO_TO_TENSOR_INFO, (void *, void **), info, &tensor_info);
  if (!tensor_info)
    fail("an input is not a tensor");
  CALL(GET_TENSOR_ELEMENT_TYPE, (void *, int *), tensor_info, &element_type);
  CALL(GET_DIMENSIONS_COUNT, (void *, size_t *), tensor_info, &rank);
  if (rank > MAX_DIMS || element_type < 1 || element_type > 13 || !element_bytes[element_type])
    fail("an input has a type that is not supported");
  CALL(GET_DIMENSIONS, (void *, int64_t *, size_t), tensor_info, dims, rank);
  for (size_t i = 0; i < rank; ++i) {
    dims[i] = dims[i] < 0 ? 1 : dims[i];
    count *= (size_t)dims[i];
  }
  size_t bytes = count * element_bytes[element_type];
  void *data = calloc(1, bytes ? bytes : 1);
  if (!data)
    fail("out of memory");
  fill(data, element_type, count);
  CALL(CREATE_TENSOR_WITH_DATA, (void *, void *, size_t, int64_t *, size_t, int, void **), memory,
       data, bytes, dims, rank, element_type, &value);
  return value;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  static double times[MAX_RUNS];
  void *env, *options, *session, *memory, *allocator;
  void *inputs[MAX_TENSORS], *outputs[MAX_TENSORS];
  char *input_names[MAX_TENSORS], *output_names[MAX_TENSORS];
  size_t input_count, output_count;
  if (argc < 3)
    fail("usage: ort-bench LIBONNXRUNTIME MODEL.onnx [SECONDS [THREADS [RUNS]]]");
  void *library = dlopen(argv[1], RTLD_NOW);
  if (!library)
    fail(dlerror());
  void *symbol = dlsym(library, "OrtGetApiBase");
  if (!symbol)
    fail("the library has no OrtGetApiBase");
  void **base = ((void **(*)(void))symbol)();
  api = ((void **(*)(uint32_t))base[0])(API_VERSION);
  if (!api)
    fail("the library is too old");

  CALL(CREATE_ENV, (int, const char *, void **), 3, "ort-bench", &env);
  CALL(CREATE_SESSION_OPTIONS, (void **), &options);
  CALL(SET_INTRA_OP_NUM_THREADS, (void *, int), options, argc > 4 ? atoi(argv[4]) : 1);
  CALL(CREATE_SESSION, (void *, const char *, void *, void **), env, argv[2], options, &session);
  CALL(CREATE_CPU_MEMORY_INFO, (int, int, void **), 0, 0, &memory);
  CALL(GET_ALLOCATOR, (void **), &allocator);
  CALL(SESSION_GET_INPUT_COUNT, (void *, size_t *), session, &input_count);
  CALL(SESSION_GET_OUTPUT_COUNT, (void *, size_t *), session, &output_count);
  if (input_count > MAX_TENSORS || output_count > MAX_TENSORS)
    fail("the model has too many inputs or outputs");
  for (size_t i = 0; i < input_count; ++i) {
    CALL(SESSION_GET_INPUT_NAME, (void *, size_t, void *, char **), session, i, allocator,
         &input_names[i]);
    inputs[i] = make_input(session, i, memory);
  }
  for (size_t i = 0; i < output_count; ++i)
    CALL(SESSION_GET_OUTPUT_NAME, (void *, size_t, void *, char **), session, i, allocator,
         &output_names[i]);

  double limit = 1e6 * (argc > 3 ? atof(argv[3]) : 2.0), begin = 0;
  size_t runs = 0, count = argc > 5 ? (size_t)atoi(argv[5]) : 0;
  for (int warmup = 2;
       runs < MAX_RUNS && (count ? runs < count : runs < 5 || now_us() - begin < limit);) {
    memset(outputs, 0, sizeof(outputs));
    double start = now_us();
    CALL(RUN, (void *, void *, char **, void **, size_t, char **, size_t, void **), session, NULL,
         input_names, inputs, input_count, output_names, output_count, outputs);
    times[runs] = now_us() - start;
    for (size_t i = 0; i < output_count; ++i)
      ((void (*)(void *))api[RELEASE_VALUE])(outputs[i]);
    if (warmup > 0 && --warmup == 0)
      begin = now_us();
    else if (warmup == 0)
      ++runs;
  }
  qsort(times, runs, sizeof(times[0]), compare);
  printf("{\"runs\": %zu, \"median_us\": %.2f, \"min_us\": %.2f}\n", runs, times[runs / 2],
         times[0]);
  return 0;
}

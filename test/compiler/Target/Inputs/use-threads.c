/* Whether a model gives the same bits with 0 to 3 threads, through both entry points, and with a
 * parallel_for that goes backwards. */
#include "onnxc_pool.h"
#include "threads.h"

#include <stdio.h>

#define THREADS_ARENA_BYTES (THREADS_ARENA_SIZE + THREADS_ARENA_ALIGN)

static float x[THREADS_X_COUNT];
static float serial_scores[THREADS_SCORES_COUNT], serial_map[THREADS_MAP_COUNT];
static float scores[THREADS_SCORES_COUNT], map[THREADS_MAP_COUNT];
static unsigned char memory[THREADS_ARENA_BYTES];
static const threads_inputs inputs = {x};
static const threads_outputs outputs = {scores, map};
static unsigned calls;

static void *get_arena(void) {
  return memory + (THREADS_ARENA_ALIGN - (uintptr_t)memory % THREADS_ARENA_ALIGN);
}

static void run_backwards(void *context, onnxc_task task, void *data, uint32_t count) {
  ++*(unsigned *)context;
  while (count > 0)
    task(data, --count);
}

static void report(const char *what, onnxc_status status) {
  int equal = memcmp(scores, serial_scores, sizeof(scores)) == 0 &&
              memcmp(map, serial_map, sizeof(map)) == 0;
  printf("%s: status %d, %s\n", what, status, equal ? "equal" : "different");
  memset(scores, 0, sizeof(scores));
  memset(map, 0, sizeof(map));
}

static onnxc_status run_generic(const onnxc_threads *threads) {
  int64_t x_shape[] = {1, 8, 33, 31}, scores_shape[2], map_shape[4];
  onnxc_tensor in = {x, x_shape, 4, ONNXC_FLOAT32};
  onnxc_tensor out[] = {{scores, scores_shape, 2, ONNXC_FLOAT32},
                        {map, map_shape, 4, ONNXC_FLOAT32}};
  return threads ? threads_threaded_model.run(&in, out, get_arena(), threads)
                 : threads_model.run(&in, out, get_arena());
}

static void run_with_pool(uint32_t threads) {
  onnxc_pool pool;
  char what[32];
  if (onnxc_pool_init(&pool, threads) != 0) {
    puts("no threads");
    return;
  }
  /* Often enough that threads fall asleep and wake in between. */
  for (int i = 0; i < 20; ++i) {
    snprintf(what, sizeof(what), "pool of %u", (unsigned)threads);
    onnxc_status status = threads_run(&inputs, &outputs, get_arena(), onnxc_pool_threads(&pool));
    if (i == 0 || memcmp(map, serial_map, sizeof(map)) != 0)
      report(what, status);
  }
  report("generic, pool", run_generic(onnxc_pool_threads(&pool)));
  onnxc_pool_destroy(&pool);
}

int main(int argc, char **argv) {
  onnxc_threads backwards = {&calls, run_backwards};
  for (size_t i = 0; i < THREADS_X_COUNT; ++i)
    x[i] = (float)(i * i % 101) / 101;
  /* What the object without threads computes. */
  FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
  if (!file || fread(serial_scores, sizeof(serial_scores), 1, file) != 1 ||
      fread(serial_map, sizeof(serial_map), 1, file) != 1)
    return 1;
  fclose(file);

  report("null", threads_run(&inputs, &outputs, get_arena(), NULL));
  report("backwards", threads_run(&inputs, &outputs, get_arena(), &backwards));
  printf("%s\n", calls > 5 ? "several kernels are split" : "too few kernels are split");
  report("generic, null", run_generic(NULL));
  for (uint32_t threads = 1; threads <= 3; ++threads)
    run_with_pool(threads);
  report("null arena", threads_run(&inputs, &outputs, NULL, &backwards));
  return 0;
}

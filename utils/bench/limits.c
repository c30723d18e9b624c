/* What holds back a product of an input of M rows with weights of K rows and N columns: the loop
 * that onnxc generates for it, in C, and the same where some of the data does not travel.
 *
 *     gcc -O3 -march=native utils/bench/limits.c -o limits && ./limits 512 512 512
 *     ./limits 48 512 2048 28      with 28 products of different weights, one after the other
 *
 * Each line says the GFLOP/s where `results`, `input` or `weights` are those of one tile, which
 * stays in the nearest caches, all others as they are. If the rest is equal, what is faster without
 * a kind of data waits for it. M is rounded down to whole tiles, N to whole panels. Lines are taken
 * in turns; each shows the fastest of 30 runs. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#define ROWS 14
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#define ROWS 4
#else
#define VECTOR_BYTES 16
#define ROWS 8
#endif
#define LANES (VECTOR_BYTES / 4)
#define COLUMNS (2 * LANES)

typedef float vector __attribute__((vector_size(VECTOR_BYTES), aligned(4)));

typedef struct {
  const char *name;
  int results, input, weights; /* 1: they travel */
} variant;

static const variant variants[] = {
    {"all as it is", 1, 1, 1},        {"results stay", 0, 1, 1},
    {"input stays", 1, 0, 1},         {"weights stay", 1, 1, 0},
    {"only results travel", 1, 0, 0}, {"only weights travel", 0, 0, 1},
    {"everything stays", 0, 0, 0},
};
enum { VARIANTS = sizeof variants / sizeof *variants };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

/* ROWS rows of the input times a panel of COLUMNS columns; meanwhile, a part of the next panel,
 * `step` bytes in each product, is asked for. */
__attribute__((noinline)) static void tile(long depth, const float *input, const float *weights,
                                           float *result, long columns, const char *next,
                                           long step) {
  vector sums[ROWS][2] = {{{0}}};
  for (long k = 0; k < depth; ++k) {
    vector left = *(const vector *)(weights + k * COLUMNS);
    vector right = *(const vector *)(weights + k * COLUMNS + LANES);
    __builtin_prefetch(next + k * step, 0, 2);
#pragma GCC unroll 14
    for (int row = 0; row < ROWS; ++row) {
      sums[row][0] += input[row * depth + k] * left;
      sums[row][1] += input[row * depth + k] * right;
    }
  }
#pragma GCC unroll 14
  for (int row = 0; row < ROWS; ++row) {
    *(vector *)(result + row * columns) = sums[row][0];
    *(vector *)(result + row * columns + LANES) = sums[row][1];
  }
}

static float *allocate(long elements) {
  float *memory = aligned_alloc(4096, (elements * 4 + 8191) / 4096 * 4096);
  if (memory == NULL) {
    fprintf(stderr, "limits: no memory\n");
    exit(1);
  }
  memset(memory, 0, elements * 4);
  return memory;
}

int main(int argc, char **argv) {
  long sizes[4] = {512, 512, 512, 1};
  for (int i = 1; i < argc && i < 5; ++i)
    sizes[i - 1] = atol(argv[i]);
  long tiles = sizes[0] / ROWS, depth = sizes[1], panels = sizes[2] / COLUMNS, copies = sizes[3];
  if (argc > 5 || tiles < 1 || depth < 1 || panels < 1 || copies < 1) {
    fprintf(stderr, "usage: limits [M K N [PRODUCTS]], of at least %d rows and %d columns\n", ROWS,
            COLUMNS);
    return 1;
  }
  long columns = panels * COLUMNS, panel = depth * COLUMNS;
  float *input = allocate(tiles * ROWS * depth), *result = allocate(tiles * ROWS * columns);
  float *weights = allocate((copies * panels + 1) * panel);
  long step = (COLUMNS * 4 + tiles - 1) / tiles;
  double best[VARIANTS];
  for (int run = 0; run < 30; ++run)
    for (int i = 0; i < VARIANTS; ++i) {
      const variant *v = &variants[i];
      double begin = now();
      for (long p = 0; p < copies * panels; ++p)
        for (long t = 0; t < tiles; ++t) {
          const float *own = weights + v->weights * p * panel;
          const char *next = (const char *)(own + v->weights * panel) + t * depth * step;
          tile(depth, input + v->input * t * ROWS * depth, own,
               result + v->results * (t * ROWS * columns + p % panels * COLUMNS),
               v->results ? columns : COLUMNS, next, step);
        }
      double time = now() - begin;
      if (run == 0 || time < best[i])
        best[i] = time;
    }
  printf("%ldx%ldx%ld, %ld products, %.1f MB of weights\n", tiles * ROWS, depth, columns, copies,
         4e-6 * copies * panels * panel);
  for (int i = 0; i < VARIANTS; ++i)
    printf("%-20s %7.1f GFLOP/s  %3.0f %%\n", variants[i].name,
           2.0 * copies * tiles * ROWS * depth * columns / best[i],
           100 * best[VARIANTS - 1] / best[i]);
  return 0;
}

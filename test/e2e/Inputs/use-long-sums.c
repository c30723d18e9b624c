// Compares sums of up to a million terms with those in double precision.
#include "sums.h"

#include <math.h>
#include <stdio.h>

enum { COUNT = 1000000, CHANNELS = 4, GROUPS = 8, GROUP = COUNT / GROUPS };

static float x[COUNT], sum, mean[CHANNELS], product, norm[COUNT];
static _Alignas(64) unsigned char arena[SUMS_ARENA_SIZE];

static int check(const char *name, double expected, double actual) {
  double error = fabs(actual - expected) / fmax(fabs(expected), 1);
  if (error < 1e-6)
    return 0;
  printf("%s is %.9g instead of %.9g\n", name, actual, expected);
  return 1;
}

static double sumOf(int begin, int end, int step) {
  double total = 0;
  for (int i = begin; i < end; i += step)
    total += x[i];
  return total;
}

static int checkGroup(int group) {
  double center = sumOf(group * GROUP, (group + 1) * GROUP, 1) / GROUP, variance = 0;
  for (int i = group * GROUP; i < (group + 1) * GROUP; ++i)
    variance += (x[i] - center) * (x[i] - center) / GROUP;
  int failures = 0;
  for (int i = group * GROUP; i < (group + 1) * GROUP; i += 1000)
    failures += check("norm", (x[i] - center) / sqrt(variance + 1e-5), norm[i]);
  return failures;
}

int main(void) {
  unsigned state = 1;
  double squares = 0;
  for (int i = 0; i < COUNT; ++i) {
    state = state * 1664525u + 1013904223u;
    x[i] = 0.1f + (float)(state >> 8) / 16777216.0f;
    squares += (double)x[i] * x[i];
  }
  const sums_inputs in = {.x = x};
  const sums_outputs out = {.sum = &sum, .mean = mean, .product = &product, .norm = norm};
  if (sums_run(&in, &out, arena) != ONNXC_OK)
    return 1;
  int failures = check("sum", sumOf(0, COUNT, 1), sum) + check("product", squares, product);
  for (int i = 0; i < CHANNELS; ++i)
    failures += check("mean", sumOf(i, COUNT, CHANNELS) / (COUNT / CHANNELS), mean[i]);
  for (int i = 0; i < GROUPS; ++i)
    failures += checkGroup(i);
  return failures != 0;
}

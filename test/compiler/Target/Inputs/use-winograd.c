/* Compares the outputs of one model that is compiled in two ways. */
#include "direct.h"
#include "winograd.h"

#include <stdio.h>

static uint8_t memory[WINOGRAD_ARENA_SIZE + DIRECT_ARENA_SIZE + 2 * WINOGRAD_ARENA_ALIGN];
static float large[WINOGRAD_LARGE_COUNT], residual[WINOGRAD_RESIDUAL_COUNT],
    small[WINOGRAD_SMALL_COUNT];
static float large_out[2][WINOGRAD_LARGE_OUT_COUNT], small_out[2][WINOGRAD_SMALL_OUT_COUNT];

/* Between -1 and 1. */
static void fill(float *values, int count) {
  static uint32_t state = 1;
  for (int i = 0; i < count; ++i) {
    state = state * 1664525u + 1013904223u;
    values[i] = (float)(state >> 8) / 8388608.0f - 1.0f;
  }
}

static float get_largest(const float *values, int count) {
  float largest = 0;
  for (int i = 0; i < count; ++i) {
    float value = values[i] < 0 ? -values[i] : values[i];
    largest = value > largest ? value : largest;
  }
  return largest;
}

/* The largest difference is no more than the stated part of the largest value. */
static void compare(const char *name, float *values, const float *expected, int count) {
  float largest = get_largest(expected, count);
  for (int i = 0; i < count; ++i)
    values[i] -= expected[i];
  float error = get_largest(values, count) / largest;
  printf("%s: %s\n", name, largest > 1 && error <= 1e-5f ? "equal" : "differs");
}

int main(void) {
  uint8_t *arena = memory + (WINOGRAD_ARENA_ALIGN - (uintptr_t)memory % WINOGRAD_ARENA_ALIGN);
  fill(large, WINOGRAD_LARGE_COUNT);
  fill(residual, WINOGRAD_RESIDUAL_COUNT);
  fill(small, WINOGRAD_SMALL_COUNT);
  winograd_inputs in = {large, residual, small};
  winograd_outputs out = {large_out[0], small_out[0]};
  direct_inputs direct_in = {large, residual, small};
  direct_outputs direct_out = {large_out[1], small_out[1]};
  if (winograd_run(&in, &out, arena) || direct_run(&direct_in, &direct_out, arena))
    return 1;
  compare("large", large_out[0], large_out[1], WINOGRAD_LARGE_OUT_COUNT);
  compare("small", small_out[0], small_out[1], WINOGRAD_SMALL_OUT_COUNT);
  return 0;
}

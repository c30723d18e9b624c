// Compares a model compiled by bands of rows with one of whole kernels, bit by bit.
#include "bands.h"
#include "whole.h"

#include <stdio.h>
#include <string.h>

enum { INPUTS = 3 * 150 * 90, OUTPUTS = 8 * 19 * 12 };

static float x[INPUTS], y[OUTPUTS], expected[OUTPUTS];
static _Alignas(64) unsigned char arena[BANDS_ARENA_SIZE], wholeArena[WHOLE_ARENA_SIZE];

int main(void) {
  unsigned state = 1;
  for (int i = 0; i < INPUTS; ++i) {
    state = state * 1664525u + 1013904223u;
    x[i] = (float)(state >> 8) / 8388608.0f - 1.0f;
  }
  bands_inputs in = {.x = x};
  bands_outputs out = {.y = y};
  whole_inputs wholeIn = {.x = x};
  whole_outputs wholeOut = {.y = expected};
  // Twice, as the second run finds the padding of the first one's last band.
  for (int run = 0; run < 2; ++run)
    if (bands_run(&in, &out, arena) != ONNXC_OK)
      return 1;
  if (whole_run(&wholeIn, &wholeOut, wholeArena, NULL) != ONNXC_OK)
    return 1;
  for (int i = 0; i < OUTPUTS; ++i)
    if (memcmp(&y[i], &expected[i], sizeof(float)) != 0 || y[i] == 0) {
      printf("element %d is %g, not %g\n", i, (double)y[i], (double)expected[i]);
      return 1;
    }
  if (sizeof(arena) * 3 > sizeof(wholeArena)) {
    printf("%zu bytes instead of %zu\n", sizeof(arena), sizeof(wholeArena));
    return 1;
  }
  return 0;
}

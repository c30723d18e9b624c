// Compares a model compiled by bands of rows with one of whole kernels, bit by bit.
#include "bands.h"
#include "chunks.h"
#include "whole.h"

#include <stdio.h>
#include <string.h>

enum { INPUTS = 3 * 150 * 90, OUTPUTS = 8 * 19 * 12 };

static float x[INPUTS], y[OUTPUTS], expected[OUTPUTS];
static _Alignas(64) unsigned char bandsArena[BANDS_ARENA_SIZE];
static _Alignas(64) unsigned char chunksArena[CHUNKS_ARENA_SIZE];
static _Alignas(64) unsigned char wholeArena[WHOLE_ARENA_SIZE];

static int compare(const char *name) {
  for (int i = 0; i < OUTPUTS; ++i)
    if (memcmp(&y[i], &expected[i], sizeof(float)) != 0 || y[i] == 0) {
      printf("%s: element %d is %g, not %g\n", name, i, (double)y[i], (double)expected[i]);
      return 1;
    }
  memset(y, 0, sizeof(y));
  return 0;
}

/// Calls the tasks from the last one on.
static void runBackwards(void *context, onnxc_task task, void *data, uint32_t count) {
  (void)context;
  while (count > 0)
    task(data, --count);
}

int main(void) {
  unsigned state = 1;
  for (int i = 0; i < INPUTS; ++i) {
    state = state * 1664525u + 1013904223u;
    x[i] = (float)(state >> 8) / 8388608.0f - 1.0f;
  }
  const whole_inputs wholeIn = {.x = x};
  const whole_outputs wholeOut = {.y = expected};
  if (whole_run(&wholeIn, &wholeOut, wholeArena) != ONNXC_OK)
    return 1;
  const bands_inputs bandsIn = {.x = x};
  const bands_outputs bandsOut = {.y = y};
  // Twice, as the second run finds the padding of the first one's last band.
  for (int run = 0; run < 2; ++run)
    if (bands_run(&bandsIn, &bandsOut, bandsArena) != ONNXC_OK)
      return 1;
  if (compare("bands") != 0)
    return 1;
  const chunks_inputs chunksIn = {.x = x};
  const chunks_outputs chunksOut = {.y = y};
  const onnxc_threads backwards = {.parallel_for = runBackwards};
  if (chunks_run(&chunksIn, &chunksOut, chunksArena, NULL) != ONNXC_OK || compare("chunks") != 0)
    return 1;
  if (chunks_run(&chunksIn, &chunksOut, chunksArena, &backwards) != ONNXC_OK ||
      compare("chunks, the last one first") != 0)
    return 1;
  if (BANDS_ARENA_SIZE * 3 > WHOLE_ARENA_SIZE * 2) {
    printf("%d bytes instead of %d\n", BANDS_ARENA_SIZE, WHOLE_ARENA_SIZE);
    return 1;
  }
  return 0;
}

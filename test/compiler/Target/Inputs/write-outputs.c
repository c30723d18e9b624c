/* Writes what a model without threads computes from what use-threads.c gives it. */
#include "serial.h"

#include <stdio.h>

static float x[SERIAL_X_COUNT], scores[SERIAL_SCORES_COUNT], map[SERIAL_MAP_COUNT];
static unsigned char memory[SERIAL_ARENA_SIZE + SERIAL_ARENA_ALIGN];

int main(int argc, char **argv) {
  const serial_inputs inputs = {x};
  const serial_outputs outputs = {scores, map};
  void *arena = memory + (SERIAL_ARENA_ALIGN - (uintptr_t)memory % SERIAL_ARENA_ALIGN);
  for (size_t i = 0; i < SERIAL_X_COUNT; ++i)
    x[i] = (float)(i * i % 101) / 101;
  FILE *file = argc > 1 ? fopen(argv[1], "wb") : NULL;
  if (!file || serial_run(&inputs, &outputs, arena) != ONNXC_OK)
    return 1;
  fwrite(scores, sizeof(scores), 1, file);
  fwrite(map, sizeof(map), 1, file);
  fclose(file);
  return 0;
}

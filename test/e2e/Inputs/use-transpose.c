// Checks each element of a transposed tensor to which one number a row is added.
#include "transpose.h"

#include <stdio.h>

enum { BATCH = 3, ROWS = 11, COLUMNS = 21 };

static float x[BATCH][ROWS][COLUMNS], s[BATCH][COLUMNS], y[BATCH][COLUMNS][ROWS];
static unsigned char arena[TRANSPOSE_ARENA_SIZE + 64];

int main(void) {
  for (int i = 0; i < BATCH * ROWS * COLUMNS; ++i)
    (&x[0][0][0])[i] = (float)i;
  for (int i = 0; i < BATCH * COLUMNS; ++i)
    (&s[0][0])[i] = (float)(1000 * i);
  transpose_inputs in = {&x[0][0][0], &s[0][0]};
  transpose_outputs out = {&y[0][0][0]};
  unsigned char *aligned = arena + (64 - (uintptr_t)arena % 64) % 64;
  if (transpose_run(&in, &out, aligned) != ONNXC_OK)
    return 1;
  for (int i = 0; i < BATCH; ++i)
    for (int row = 0; row < ROWS; ++row)
      for (int column = 0; column < COLUMNS; ++column)
        if (y[i][column][row] != x[i][row][column] + s[i][column]) {
          printf("[%d][%d][%d] is %g\n", i, column, row, (double)y[i][column][row]);
          return 1;
        }
  return 0;
}

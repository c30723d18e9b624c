// Each node rounds its result: quotients are those of the CPU's division, and no product is added
// to anything before it is rounded. To be compiled with -ffp-contract=off.
#include "rounding.h"

#include <math.h>
#include <stdio.h>

enum { COUNT = 1000, ROWS = 8, DEPTH = 4, COLUMNS = 20 };

static float x[COUNT], y[COUNT], a[ROWS][DEPTH], b[DEPTH][COLUMNS];
static float quotient[COUNT], difference[COUNT], product[ROWS][COLUMNS], scaled[ROWS][COLUMNS];
static int8_t quantized[COUNT];
static unsigned char arena[ROUNDING_ARENA_SIZE + 64];

static int check(const char *name, int at, float expected, float actual) {
  if (expected == actual)
    return 0;
  printf("%s[%d] is %.9g instead of %.9g\n", name, at, (double)actual, (double)expected);
  return 1;
}

static int quantize(float value) {
  float steps = nearbyintf(value / 0.06f);
  return steps < -128 ? -128 : steps > 127 ? 127 : (int)steps;
}

int main(void) {
  for (int i = 0; i < COUNT; ++i) {
    x[i] = (float)(i - COUNT / 2);
    y[i] = x[i] / 41.0f;
  }
  for (int i = 0; i < ROWS * DEPTH; ++i)
    (&a[0][0])[i] = (float)(i % 7) / 3 - 1;
  for (int i = 0; i < DEPTH * COLUMNS; ++i)
    (&b[0][0])[i] = (float)(i % 11) / 7 - 1;
  rounding_inputs in = {x, y, &a[0][0], &b[0][0]};
  rounding_outputs out = {quotient, quantized, difference, &product[0][0], &scaled[0][0]};
  unsigned char *aligned = arena + (64 - (uintptr_t)arena % 64) % 64;
  if (rounding_run(&in, &out, aligned) != ONNXC_OK)
    return 1;
  int failures = 0;
  for (int i = 0; i < COUNT; ++i) {
    failures += check("quotient", i, y[i], quotient[i]);
    failures += check("quantized", i, (float)quantize(x[i] * 0.03f), (float)quantized[i]);
    failures += check("difference", i, 0, difference[i]);
  }
  for (int i = 0; i < ROWS * COLUMNS; ++i) {
    float multiple = (&product[0][0])[i] * 1.1f;
    failures += check("scaled", i, multiple + 0.7f, (&scaled[0][0])[i]);
  }
  return failures != 0;
}

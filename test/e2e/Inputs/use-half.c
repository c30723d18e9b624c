/* Compares a model that was compiled for two CPUs, bit by bit, on all f16. */
#include "native.h"
#include "widened.h"

#include <stdio.h>

enum { COUNT = 65536, OUTPUTS = 7 };

static _Alignas(NATIVE_ARENA_ALIGN) uint8_t arena[NATIVE_ARENA_SIZE + WIDENED_ARENA_SIZE + 1];
static uint16_t x[COUNT], y[COUNT], results[2][OUTPUTS][COUNT];

static int is_nan(uint16_t value) { return (value & 0x7fff) > 0x7c00; }

int main(void) {
  static const char *const names[OUTPUTS] = {"sum",     "quotient", "root", "line",
                                             "largest", "floor",    "exp"};
  for (int i = 0; i < COUNT; ++i) {
    x[i] = (uint16_t)i;
    y[i] = (uint16_t)(i * 40503u + 12345u);
  }
  native_inputs native_in = {(const void *)x, (const void *)y};
  widened_inputs widened_in = {(const void *)x, (const void *)y};
  native_outputs native_out = {(void *)results[0][0], (void *)results[0][1], (void *)results[0][2],
                               (void *)results[0][3], (void *)results[0][4], (void *)results[0][5],
                               (void *)results[0][6]};
  widened_outputs widened_out = {
      (void *)results[1][0], (void *)results[1][1], (void *)results[1][2], (void *)results[1][3],
      (void *)results[1][4], (void *)results[1][5], (void *)results[1][6]};
  if (native_run(&native_in, &native_out, arena) || widened_run(&widened_in, &widened_out, arena))
    return 1;
  for (int output = 0; output < OUTPUTS; ++output) {
    int differences = 0;
    for (int i = 0; i < COUNT; ++i) {
      uint16_t a = results[0][output][i], b = results[1][output][i];
      differences += a != b && !(is_nan(a) && is_nan(b));
    }
    printf("%s: %d differ\n", names[output], differences);
  }
  return 0;
}

/* Compares pairs of outputs bit by bit. */
#include "small.h"

#include <stdio.h>
#include <string.h>

static _Alignas(SMALL_ARENA_ALIGN) uint8_t arena[SMALL_ARENA_SIZE];
static uint16_t rows[SMALL_ROWS_COUNT], image[SMALL_IMAGE_COUNT], brain[SMALL_BRAIN_COUNT];
static uint16_t product[2][SMALL_PRODUCT_COUNT], conv[2][SMALL_CONV_COUNT],
    depthwise[2][SMALL_DEPTHWISE_COUNT], gemm[2][SMALL_GEMM_COUNT];

/* Numbers with the exponent of `one`, of both signs. */
static void fill(uint16_t *values, int count, uint16_t one, uint16_t mantissa) {
  static uint32_t state = 1;
  for (int i = 0; i < count; ++i) {
    state = state * 1664525u + 1013904223u;
    values[i] = (uint16_t)(one | (state >> 16 & (mantissa | 0x8000u)));
  }
}

static void compare(const char *name, const uint16_t *a, const uint16_t *b, int count) {
  int differences = 0, zeros = 0;
  for (int i = 0; i < count; ++i) {
    differences += a[i] != b[i];
    zeros += a[i] == 0;
  }
  printf("%s: %d differ, %s\n", name, differences, zeros < count / 2 ? "not zero" : "zero");
}

int main(void) {
  fill(rows, SMALL_ROWS_COUNT, 0x3c00, 0x03ff);
  fill(image, SMALL_IMAGE_COUNT, 0x3c00, 0x03ff);
  fill(brain, SMALL_BRAIN_COUNT, 0x3f80, 0x007f);
  small_inputs in = {(const void *)rows, (const void *)image, (const void *)brain};
  small_outputs out = {(void *)product[0], (void *)product[1],   (void *)conv[0],
                       (void *)conv[1],    (void *)depthwise[0], (void *)depthwise[1],
                       (void *)gemm[0],    (void *)gemm[1]};
  if (small_run(&in, &out, arena))
    return 1;
  compare("product", product[0], product[1], SMALL_PRODUCT_COUNT);
  compare("conv", conv[0], conv[1], SMALL_CONV_COUNT);
  compare("depthwise", depthwise[0], depthwise[1], SMALL_DEPTHWISE_COUNT);
  compare("gemm", gemm[0], gemm[1], SMALL_GEMM_COUNT);
  return 0;
}

#include "classifier.h"

#include <zephyr/kernel.h>

/* Written by hand, from 0 for black to 1 for white. */
static const float three[64] = {
    0, 0, 0.5f, 1,    0.8f, 0.4f, 0,    0, //
    0, 0, 0.4f, 0.3f, 1,    1,    0,    0, //
    0, 0, 0,    0.5f, 0.9f, 0.3f, 0,    0, //
    0, 0, 0,    0.3f, 0.9f, 0.2f, 0,    0, //
    0, 0, 0,    0,    0.6f, 0.9f, 0.1f, 0, //
    0, 0, 0,    0,    0,    0.7f, 0.8f, 0, //
    0, 0, 0.3f, 0.5f, 0.7f, 0.9f, 0.8f, 0, //
    0, 0, 0.7f, 0.9f, 0.8f, 0.5f, 0,    0,
};

int main(void) {
  uint32_t begin = k_cycle_get_32();
  int digit = classify_digit(three);
  printk("this is a %d, after %u cycles\n", digit, (unsigned)(k_cycle_get_32() - begin));
  return 0;
}

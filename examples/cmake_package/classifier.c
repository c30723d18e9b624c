#include "classifier.h"

#include "digits.h"

static _Alignas(DIGITS_ARENA_ALIGN) char arena[DIGITS_ARENA_SIZE];

int classify_digit(const float pixels[64]) {
  float probabilities[DIGITS_PROBABILITIES_COUNT];
  const digits_inputs inputs = {.image = pixels};
  const digits_outputs outputs = {.probabilities = probabilities};
  if (digits_run(&inputs, &outputs, arena) != ONNXC_OK)
    return -1;
  int best = 0;
  for (int i = 1; i < DIGITS_PROBABILITIES_COUNT; ++i)
    if (probabilities[i] > probabilities[best])
      best = i;
  return best;
}

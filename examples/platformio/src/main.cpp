#include "digits.h"

#include <Arduino.h>

alignas(DIGITS_ARENA_ALIGN) static char arena[DIGITS_ARENA_SIZE];
static float pixels[DIGITS_IMAGE_COUNT];

void setup() { Serial.begin(115200); }

/* Takes pictures of 64 pixels from the serial port, and answers with the digit. */
void loop() {
  for (float &pixel : pixels) {
    while (!Serial.available())
      continue;
    pixel = Serial.read() / 16.0f;
  }
  float probabilities[DIGITS_PROBABILITIES_COUNT];
  const digits_inputs inputs = {pixels};
  const digits_outputs outputs = {probabilities};
  if (digits_run(&inputs, &outputs, arena) != ONNXC_OK)
    return;
  int best = 0;
  for (int i = 1; i < DIGITS_PROBABILITIES_COUNT; ++i)
    if (probabilities[i] > probabilities[best])
      best = i;
  Serial.println(best);
}

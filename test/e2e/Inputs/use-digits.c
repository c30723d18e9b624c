/* Prints the digit that each picture is taken for: a line of digits. */
#include "digits.h"

#include <stdio.h>

static _Alignas(DIGITS_ARENA_ALIGN) unsigned char arena[DIGITS_ARENA_SIZE];

static int readPicture(const char *path, float *pixels) {
  int width, height, white, value;
  FILE *file = fopen(path, "r");
  if (!file || fscanf(file, "P2 %d %d %d", &width, &height, &white) != 3 || width * height != 64)
    return 1;
  for (int i = 0; i < 64; ++i) {
    if (fscanf(file, "%d", &value) != 1)
      return 1;
    pixels[i] = (float)value / (float)white;
  }
  return fclose(file);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; ++i) {
    float pixels[64], probabilities[10];
    digits_inputs inputs = {pixels};
    digits_outputs outputs = {probabilities};
    if (readPicture(argv[i], pixels) || digits_run(&inputs, &outputs, arena))
      return 1;
    int best = 0;
    for (int digit = 1; digit < 10; ++digit)
      if (probabilities[digit] > probabilities[best])
        best = digit;
    printf("%d", best);
  }
  printf("\n");
  return 0;
}

/* Classifies handwritten digits on bare metal: no heap, no libc, no operating system.
 *
 * The pictures lie in flash. For each the program prints its label and the model's answer; then
 * the instructions that one inference took, as QEMU counts them, and the memory that the model
 * needs. It exits with 0 if as many answers are right as on any other machine. */
#include "board.h"
#include "digits.h"
#include "pictures.h"

#include <stddef.h>
#include <stdint.h>

/* What this firmware has to spare; the build fails if the model needs more. */
#define ARENA_BUDGET (64 * 1024)
#if DIGITS_ARENA_SIZE > ARENA_BUDGET
#error "the digits model needs more memory than this board has for it"
#endif

static _Alignas(DIGITS_ARENA_ALIGN) uint8_t arena[DIGITS_ARENA_SIZE];

static void print_number(uint32_t value) {
  char digits[11];
  size_t at = sizeof(digits) - 1;
  digits[at] = '\0';
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  board_print(&digits[at]);
}

static uint32_t index_of_largest(const float *values, uint32_t count) {
  uint32_t best = 0;
  for (uint32_t i = 1; i < count; ++i)
    if (values[i] > values[best])
      best = i;
  return best;
}

int main(void) {
  float pixels[PICTURE_PIXELS];
  float probabilities[10];
  digits_inputs inputs = {pixels};
  digits_outputs outputs = {probabilities};
  uint32_t right = 0, instructions = 0;

  for (uint32_t i = 0; i < PICTURE_COUNT; ++i) {
    for (uint32_t p = 0; p < PICTURE_PIXELS; ++p)
      pixels[p] = (float)pictures[i].pixels[p] / 16.0f;

    uint32_t start = board_ticks();
    int status = digits_run(&inputs, &outputs, arena);
    instructions = BOARD_INSTRUCTIONS(board_ticks() - start);
    if (status != 0) {
      board_print("the model refused its arguments\n");
      board_exit(1);
    }

    uint32_t answer = index_of_largest(probabilities, 10);
    board_print("picture of a ");
    print_number(pictures[i].label);
    board_print(" is a ");
    print_number(answer);
    board_print("\n");
    right += answer == pictures[i].label;
  }

  print_number(right);
  board_print(" of ");
  print_number(PICTURE_COUNT);
  board_print(" right\ninstructions per inference: ");
  print_number(instructions);
  board_print("\narena: ");
  print_number(DIGITS_ARENA_SIZE);
  board_print(" bytes\n");
  /* The model takes one of these fives for a nine. */
  board_exit(right == PICTURE_COUNT - 1 ? 0 : 1);
}

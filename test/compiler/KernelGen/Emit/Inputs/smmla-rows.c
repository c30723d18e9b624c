// Calls `product` for each number of rows.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { MOST_ROWS = 100, DEPTH = 24, COLUMNS = 6 };

void product(const uint8_t *input, const int32_t *sums, int32_t *output, size_t rows);

static uint8_t input[MOST_ROWS * DEPTH];
static int32_t sums[COLUMNS], output[(MOST_ROWS + 1) * COLUMNS];

static int32_t get_weight(int k, int column) { return 17 * (COLUMNS * k + column) % 256 - 128; }

static int32_t get_expected(int row, int column) {
  int32_t sum = sums[column];
  for (int k = 0; k < DEPTH; ++k)
    sum += input[row * DEPTH + k] * get_weight(k, column);
  return sum;
}

int main(void) {
  for (int i = 0; i < MOST_ROWS * DEPTH; ++i)
    input[i] = (uint8_t)(i * 37 + i / 7);
  for (int i = 0; i < COLUMNS; ++i)
    sums[i] = 1000 * i - 2500;
  for (int rows = 0; rows <= MOST_ROWS; ++rows) {
    for (int i = 0; i < (MOST_ROWS + 1) * COLUMNS; ++i)
      output[i] = 42;
    product(input, sums, output, (size_t)rows);
    for (int i = 0; i < (MOST_ROWS + 1) * COLUMNS; ++i) {
      int32_t expected = i < rows * COLUMNS ? get_expected(i / COLUMNS, i % COLUMNS) : 42;
      if (output[i] != expected) {
        printf("%d rows: element %d is %d, not %d\n", rows, i, (int)output[i], (int)expected);
        return 1;
      }
    }
  }
  return 0;
}

// Calls `product` for each number of rows, with buffers after which there is no memory.
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MOST_ROWS = 100, DEPTH = 5, COLUMNS = 10 };

void product(const float *input, const float *bias, float *output, size_t rows);

/// The end of a page, beyond which access is an error.
static float *guarded_end(void) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED || mprotect(pages + page, page, PROT_NONE) != 0)
    return NULL;
  return (float *)(pages + page);
}

/// Small whole numbers, so that sums are exact.
static float get_input(int row, int k) { return (float)((row * 7 + k * 3) % 11 - 5); }

static float get_expected(int row, int column, const float *bias) {
  float sum = bias[column];
  for (int k = 0; k < DEPTH; ++k)
    sum += get_input(row, k) * (float)(k * COLUMNS + column);
  return sum > 0 ? sum : 0;
}

int main(void) {
  float *input_end = guarded_end(), *output_end = guarded_end(), bias[COLUMNS];
  if (!input_end || !output_end)
    return 2;
  for (int i = 0; i < COLUMNS; ++i)
    bias[i] = (float)(i - 4);
  for (int rows = 0; rows <= MOST_ROWS; ++rows) {
    float *input = input_end - rows * DEPTH, *output = output_end - rows * COLUMNS;
    for (int i = 0; i < rows * DEPTH; ++i)
      input[i] = get_input(i / DEPTH, i % DEPTH);
    memset(output, 0xff, (size_t)(rows * COLUMNS) * sizeof(float));
    float before = output[-1] = 42;
    product(input, bias, output, (size_t)rows);
    for (int i = 0; i < rows * COLUMNS; ++i)
      if (output[i] != get_expected(i / COLUMNS, i % COLUMNS, bias)) {
        printf("%d rows: element %d is %g\n", rows, i, output[i]);
        return 1;
      }
    if (output[-1] != before)
      return 1;
  }
  return 0;
}

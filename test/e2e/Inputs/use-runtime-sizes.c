// Runs a model whose outputs have sizes that a run settles, with each of them and the arena right
// before a page that nothing may touch.
#include "sizes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { OUTPUTS = 6 };

// `size` bytes, full of what no model should rely on, that end where the program does.
static void *allocate(size_t size) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), whole = (size + page - 1) / page * page;
  char *memory =
      mmap(NULL, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory + whole, page, PROT_NONE) != 0)
    _exit(2);
  memset(memory, 0xA5, whole);
  return memory + whole - size;
}

static int failures;
static void expect(int holds, const char *what, long long n) {
  if (!holds) {
    printf("n = %lld: %s\n", n, what);
    ++failures;
  }
}

static long long least(long long a, long long b) { return a < b ? a : b; }

static onnxc_status run(int64_t n, void **data, int64_t shapes[OUTPUTS][2]) {
  float x[3] = {1, 0, -2};
  int64_t xShape[] = {3};
  const onnxc_tensor inputs[] = {{&n, NULL, 0, ONNXC_INT64}, {x, xShape, 1, ONNXC_FLOAT32}};
  onnxc_tensor outputs[OUTPUTS];
  for (int i = 0; i < OUTPUTS; ++i) {
    const onnxc_tensor_info *info = &sizes_model.outputs[i];
    data[i] = allocate((size_t)info->max_bytes);
    onnxc_tensor output = {data[i], shapes[i], info->rank, info->element_type};
    outputs[i] = output;
  }
  // The arena's size is a multiple of its alignment.
  return sizes_model.run(inputs, outputs, allocate((size_t)sizes_model.arena_size));
}

static void check(int64_t n) {
  void *data[OUTPUTS];
  int64_t shapes[OUTPUTS][2];
  onnxc_status status = run(n, data, shapes);
  expect(status == (n > 4 ? ONNXC_ERROR_CAPACITY : ONNXC_OK), "status", n);
  if (status != ONNXC_OK)
    return;
  long long trips = n < 0 ? 0 : n, squares = n < 1 ? 1 : least(n, 6), numbers = n > 1 ? n : 1;
  const float *last = data[0], *rows = data[1], *waves = data[4];
  const int64_t *square = data[2], *number = data[3], *columns = data[5];
  expect(last[0] == (float)(1 << trips) && last[2] == -2 * (float)(1 << trips), "last", n);
  expect(shapes[1][0] == trips && shapes[1][1] == 3, "shape of rows", n);
  for (int i = 0; i < 4; ++i)
    expect(rows[3 * i] == (i < trips ? (float)(2 << i) : 0) && rows[3 * i + 1] == 0, "rows", n);
  expect(shapes[2][0] == squares, "shape of squares", n);
  for (int i = 0; i < 6; ++i)
    expect(square[i] == (i < squares ? i * i : 0), "squares", n);
  expect(shapes[3][0] == numbers, "shape of chosen", n);
  for (int i = 0; i < 4; ++i)
    expect(number[i] == (n > 1 ? (i < n ? i + 1 : 0) : i == 0 ? n : 0), "chosen", n);
  expect(shapes[4][0] == trips, "shape of waves", n);
  for (int i = 0; i < 5; ++i)
    expect(i < trips ? fabsf(waves[i] - cosf((float)i)) < 1e-5f : waves[i] == 0, "waves", n);
  expect(shapes[5][0] == 2 && shapes[5][1] == 1, "shape of columns", n);
  expect(columns[0] == 0 && columns[1] == 2 && columns[2] == 0, "columns", n);
}

int main(void) {
  const int64_t trips[] = {0, 1, 2, 3, 4, 5, 6, 7, 1000, INT64_MAX, -1, INT64_MIN};
  for (size_t i = 0; i < sizeof trips / sizeof *trips; ++i)
    check(trips[i]);
  // The typed entry point has the same statuses.
  for (int64_t n = 4; n <= 5; ++n) {
    float x[3] = {1, 2, 3}, last[3], rows[12], waves[5];
    int64_t squares[6], chosen[4], columns[3];
    const sizes_inputs inputs = {.n = &n, .x = x};
    const sizes_outputs outputs = {last, rows, squares, chosen, waves, columns};
    static _Alignas(SIZES_ARENA_ALIGN) char arena[SIZES_ARENA_SIZE + 1];
    expect(sizes_run(&inputs, &outputs, arena) == (n > 4 ? ONNXC_ERROR_CAPACITY : ONNXC_OK),
           "status of sizes_run", n);
  }
  return failures != 0;
}

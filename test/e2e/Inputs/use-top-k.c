// Checks selections against a search for one element after the other: NaN counts as larger than
// all numbers, and of equal elements the first one comes first.
#include "topk.h"

#include <stdio.h>
#include <string.h>

enum Type { F32, F64, F16, BF16, I8, U8, I32, U32, I64, U64 };
static const int typeBytes[] = {4, 8, 2, 2, 1, 1, 4, 4, 8, 8};
static const uint64_t infinities[] = {0x7F800000, 0x7FF0000000000000, 0x7C00, 0x7F80};

// Selections are along `size`.
static const struct Input {
  enum Type type;
  int before, size, behind;
} inputs[] = {{F32, 2, 61, 3},  {F32, 2, 1000, 1}, {F64, 3, 90, 1}, {F16, 1, 90, 1},
              {BF16, 1, 90, 1}, {I8, 1, 90, 1},    {U8, 1, 90, 1},  {I32, 1, 90, 1},
              {U32, 1, 90, 1},  {I64, 1, 90, 1},   {U64, 1, 90, 1}};

static const struct Selection {
  int input, k, largest;
} selections[] = {{0, 7, 1},  {0, 61, 0}, {1, 50, 1}, {1, 1, 0},   {1, 1000, 1}, {2, 20, 1},
                  {2, 90, 0}, {3, 20, 1}, {3, 20, 0}, {4, 20, 1},  {4, 20, 0},   {5, 20, 1},
                  {5, 20, 0}, {6, 20, 1}, {6, 20, 0}, {7, 20, 1},  {7, 20, 0},   {8, 20, 1},
                  {8, 20, 0}, {9, 20, 1}, {9, 90, 0}, {10, 20, 1}, {10, 20, 0}};

enum {
  INPUTS = sizeof inputs / sizeof *inputs,
  SELECTIONS = sizeof selections / sizeof *selections
};

static uint64_t xs[INPUTS][2000], values[SELECTIONS][2000];
static int64_t indices[SELECTIONS][2000];
static _Alignas(64) unsigned char arena[TOPK_ARENA_SIZE + 1];

static uint64_t getRandom(void) {
  static uint64_t state = 1;
  state = state * 6364136223846793005u + 1442695040888963407u;
  return state >> 33;
}

// Few different elements of both signs, so that many are equal; of floats NaN, infinities and
// zeros, too.
static void fill(void *x, int count, enum Type type) {
  int bits = 8 * typeBytes[type];
  for (int i = 0; i < count; ++i) {
    uint64_t kind = getRandom() % 24, element = kind << (bits - 6);
    if (type <= BF16) {
      uint64_t infinity = infinities[type], special[] = {infinity + 1, infinity, 0};
      element = kind < 3 ? special[kind] : infinity / 4 * 3 - kind * (infinity / 64);
    }
    element |= (getRandom() & 1) << (bits - 1);
    memcpy((char *)x + i * typeBytes[type], &element, typeBytes[type]);
  }
}

// An element as a number in the order of its type.
static double getNumber(const void *x, enum Type type) {
  uint64_t bits = 0;
  memcpy(&bits, x, typeBytes[type]);
  if (type <= BF16) {
    uint64_t sign = 1ull << (8 * typeBytes[type] - 1), magnitude = bits & (sign - 1);
    return magnitude > infinities[type] ? 2e19 : bits & sign ? -(double)magnitude : magnitude;
  }
  if (type == I8 || type == I32 || type == I64)
    return (double)((int64_t)(bits << (64 - 8 * typeBytes[type])) >> (64 - 8 * typeBytes[type]));
  return (double)bits;
}

// The best of the `size` elements of a row that are not taken.
static int findBest(const char *x, enum Type type, int size, int stride, const char *taken,
                    int largest) {
  int best = -1;
  double bestNumber = 0;
  for (int i = 0; i < size; ++i) {
    double number = getNumber(x + i * stride * typeBytes[type], type);
    if (taken[i] || (best >= 0 && (largest ? number <= bestNumber : number >= bestNumber)))
      continue;
    best = i;
    bestNumber = number;
  }
  return best;
}

static int check(int which) {
  struct Selection selection = selections[which];
  struct Input input = inputs[selection.input];
  int bytes = typeBytes[input.type], k = selection.k, failures = 0;
  for (int row = 0; row < input.before * input.behind; ++row) {
    int before = row / input.behind, behind = row % input.behind;
    const char *x =
        (char *)xs[selection.input] + (before * input.size * input.behind + behind) * bytes;
    char taken[1000] = {0};
    for (int i = 0; i < k; ++i) {
      int best = findBest(x, input.type, input.size, input.behind, taken, selection.largest);
      int at = (before * k + i) * input.behind + behind;
      taken[best] = 1;
      if (indices[which][at] == best &&
          memcmp((char *)values[which] + at * bytes, x + best * input.behind * bytes, bytes) == 0)
        continue;
      printf("selection %d, row %d: element %d is from %d, not from %d\n", which, row, i,
             (int)indices[which][at], best);
      ++failures;
    }
  }
  return failures;
}

int main(void) {
  topk_inputs in;
  topk_outputs out;
  const void *inPointers[INPUTS];
  void *outPointers[2 * SELECTIONS];
  for (int i = 0; i < INPUTS; ++i)
    inPointers[i] = xs[i];
  for (int i = 0; i < SELECTIONS; ++i) {
    outPointers[2 * i] = values[i];
    outPointers[2 * i + 1] = indices[i];
  }
  memcpy(&in, inPointers, sizeof in);
  memcpy(&out, outPointers, sizeof out);
  int failures = 0;
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < INPUTS; ++i)
      fill(xs[i], inputs[i].before * inputs[i].size * inputs[i].behind, inputs[i].type);
    if (topk_run(&in, &out, arena) != ONNXC_OK)
      return 1;
    for (int i = 0; i < SELECTIONS; ++i)
      failures += check(i);
  }
  return failures != 0;
}

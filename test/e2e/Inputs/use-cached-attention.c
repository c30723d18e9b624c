// Compares the compiled attention with one that is computed in double.
#include "attention.h"

#include <math.h>
#include <stdio.h>

enum { BATCH = 2, HEADS = 6, SHARED = 2, QUERIES = 37, PAST = 230, ADDED = 70, MASKED = 250 };
enum { KEYS = PAST + ADDED, SIZE = 5, VALUE = 7, WINDOW = 60 };

static float q[BATCH][QUERIES][HEADS][SIZE], y[BATCH][QUERIES][HEADS][VALUE];
static float k[BATCH][ADDED][SHARED][SIZE], v[BATCH][ADDED][SHARED][VALUE];
static float pastK[BATCH][SHARED][PAST][SIZE], pastV[BATCH][SHARED][PAST][VALUE];
static float allK[BATCH][SHARED][KEYS][SIZE], allV[BATCH][SHARED][KEYS][VALUE];
static uint8_t mask[BATCH][QUERIES][MASKED];
static unsigned char arena[ATTENTION_ARENA_SIZE + 64];

static unsigned state = 1;
static unsigned next(void) { return (state = state * 1664525u + 1013904223u) >> 8; }

static void fill(float *data, int count) {
  for (int i = 0; i < count; ++i)
    data[i] = (float)next() / 4194304.0f - 2.0f;
}

static float getKey(int batch, int head, int key, int i) {
  return key < PAST ? pastK[batch][head][key][i] : k[batch][key - PAST][head][i];
}
static float getValue(int batch, int head, int key, int i) {
  return key < PAST ? pastV[batch][head][key][i] : v[batch][key - PAST][head][i];
}

static double weigh(int batch, int head, int query, int key) {
  int position = query + PAST;
  if (key > position || key < position - WINDOW || key >= MASKED || !mask[batch][query][key])
    return 0;
  double sum = 0;
  for (int i = 0; i < SIZE; ++i)
    sum += (double)q[batch][query][head][i] * getKey(batch, head / (HEADS / SHARED), key, i);
  return exp(3 * tanh(sum / sqrt(SIZE) / 3));
}

static double expected(int batch, int head, int query, int i) {
  double sum = 0, total = 0;
  for (int key = 0; key < KEYS; ++key) {
    double weight = weigh(batch, head, query, key);
    sum += weight * getValue(batch, head / (HEADS / SHARED), key, i);
    total += weight;
  }
  return total == 0 ? 0 : sum / total;
}

static int checkOutput(void) {
  for (int batch = 0; batch < BATCH; ++batch)
    for (int query = 0; query < QUERIES; ++query)
      for (int head = 0; head < HEADS; ++head)
        for (int i = 0; i < VALUE; ++i) {
          double want = expected(batch, head, query, i), got = y[batch][query][head][i];
          if (!(fabs(got - want) < 1e-5)) {
            printf("[%d][%d][%d][%d] is %g, not %g\n", batch, query, head, i, got, want);
            return 1;
          }
        }
  return 0;
}

static int checkPresent(void) {
  for (int batch = 0; batch < BATCH; ++batch)
    for (int head = 0; head < SHARED; ++head)
      for (int key = 0; key < KEYS; ++key)
        if (allK[batch][head][key][1] != getKey(batch, head, key, 1) ||
            allV[batch][head][key][2] != getValue(batch, head, key, 2)) {
          printf("key or value [%d][%d][%d] is wrong\n", batch, head, key);
          return 1;
        }
  return 0;
}

int main(void) {
  fill(&q[0][0][0][0], sizeof(q) / sizeof(float));
  fill(&k[0][0][0][0], sizeof(k) / sizeof(float));
  fill(&v[0][0][0][0], sizeof(v) / sizeof(float));
  fill(&pastK[0][0][0][0], sizeof(pastK) / sizeof(float));
  fill(&pastV[0][0][0][0], sizeof(pastV) / sizeof(float));
  for (int i = 0; i < (int)sizeof(mask); ++i)
    (&mask[0][0][0])[i] = next() % 4 != 0;
  // Nothing that the last query could see.
  for (int batch = 0; batch < BATCH; ++batch)
    for (int key = 0; key < MASKED; ++key)
      mask[batch][QUERIES - 1][key] = 0;
  attention_inputs in = {&q[0][0][0][0], &k[0][0][0][0],     &v[0][0][0][0],
                         &mask[0][0][0], &pastK[0][0][0][0], &pastV[0][0][0][0]};
  attention_outputs out = {&y[0][0][0][0], &allK[0][0][0][0], &allV[0][0][0][0]};
  unsigned char *aligned = arena + (64 - (uintptr_t)arena % 64) % 64;
  if (attention_run(&in, &out, aligned) != ONNXC_OK)
    return 1;
  return checkOutput() || checkPresent();
}

// Compares the compiled attention with one that is computed in double.
#include "attention.h"

#include <math.h>
#include <stdio.h>

enum { HEADS = 3, QUERIES = 37, KEYS = 300, SIZE = 5 };

static float q[HEADS][QUERIES][SIZE], k[HEADS][KEYS][SIZE], v[HEADS][KEYS][SIZE];
static float mask[QUERIES][KEYS], y[HEADS][QUERIES][SIZE];
static unsigned char arena[ATTENTION_ARENA_SIZE + 64];

static void fill(float *data, int count, unsigned state) {
  for (int i = 0; i < count; ++i) {
    state = state * 1664525u + 1013904223u;
    data[i] = (float)(state >> 8) / 4194304.0f - 2.0f;
  }
}

static double score(int head, int query, int key) {
  double sum = mask[query][key];
  for (int i = 0; i < SIZE; ++i)
    sum += (double)q[head][query][i] * k[head][key][i];
  return sum;
}

static double expected(int head, int query, int i) {
  double sum = 0, total = 0;
  for (int key = 0; key < KEYS; ++key) {
    double weight = exp(score(head, query, key));
    sum += weight * v[head][key][i];
    total += weight;
  }
  return sum / total;
}

int main(void) {
  fill(&q[0][0][0], HEADS * QUERIES * SIZE, 1);
  fill(&k[0][0][0], HEADS * KEYS * SIZE, 2);
  fill(&v[0][0][0], HEADS * KEYS * SIZE, 3);
  for (int key = 1; key < KEYS; ++key)
    mask[0][key] = -INFINITY;
  attention_inputs in = {&q[0][0][0], &k[0][0][0], &v[0][0][0], &mask[0][0]};
  attention_outputs out = {&y[0][0][0]};
  unsigned char *aligned = arena + (64 - (uintptr_t)arena % 64) % 64;
  if (attention_run(&in, &out, aligned) != ONNXC_OK)
    return 1;
  for (int head = 0; head < HEADS; ++head)
    for (int query = 0; query < QUERIES; ++query)
      for (int i = 0; i < SIZE; ++i) {
        double want = expected(head, query, i);
        if (!(fabs(y[head][query][i] - want) < 1e-5)) {
          printf("[%d][%d][%d] is %g, not %g\n", head, query, i, (double)y[head][query][i], want);
          return 1;
        }
      }
  return 0;
}

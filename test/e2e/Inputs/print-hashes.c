// Runs the model MODEL on pseudo-random inputs, and prints a hash of the bytes of each output.
#include "onnxc.h"

#include <stdio.h>
#include <stdlib.h>

extern const onnxc_model MODEL;

static void *allocate(uint64_t bytes) {
  void *data = aligned_alloc(64, (bytes + 64) / 64 * 64);
  if (!data)
    exit(2);
  return data;
}

/// Small numbers that are rarely equal, of both signs, most of them positive.
static void fill(float *data, uint64_t bytes, unsigned *state) {
  for (uint64_t i = 0; i < bytes / sizeof(float); ++i) {
    *state = *state * 1664525u + 1013904223u;
    data[i] = (float)(*state >> 8) / 8388608.0f - 0.5f;
  }
}

static onnxc_tensor makeTensor(const onnxc_tensor_info *info) {
  int64_t *shape = allocate((uint64_t)info->rank * sizeof(int64_t));
  for (int32_t i = 0; i < info->rank; ++i)
    shape[i] = info->shape[i];
  onnxc_tensor tensor = {allocate(info->max_bytes), shape, info->rank, info->element_type};
  return tensor;
}

static unsigned long long getHash(const unsigned char *bytes, uint64_t count) {
  unsigned long long hash = 14695981039346656037ull;
  for (uint64_t i = 0; i < count; ++i)
    hash = (hash ^ bytes[i]) * 1099511628211ull;
  return hash;
}

int main(void) {
  onnxc_tensor inputs[64], outputs[64];
  unsigned state = 1;
  for (uint32_t i = 0; i < MODEL.input_count; ++i) {
    inputs[i] = makeTensor(&MODEL.inputs[i]);
    fill(inputs[i].data, MODEL.inputs[i].max_bytes, &state);
  }
  for (uint32_t i = 0; i < MODEL.output_count; ++i)
    outputs[i] = makeTensor(&MODEL.outputs[i]);
  onnxc_status status = MODEL.run(inputs, outputs, allocate(MODEL.arena_size));
  if (status != ONNXC_OK)
    return status;
  for (uint32_t i = 0; i < MODEL.output_count; ++i)
    printf("%s %016llx\n", MODEL.outputs[i].name,
           getHash(outputs[i].data, MODEL.outputs[i].max_bytes));
  return 0;
}

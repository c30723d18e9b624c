/* Runs compiled models for another process, through their descriptors. Requests come in on the
 * standard input, answers leave on the standard output; all numbers are little-endian.
 *
 *   'd' model            -> its counts and sizes, and each input and output
 *   'r' model, inputs... -> status, and each output if it is ONNXC_OK
 *
 * An input or output is its bytes, which the description tells the number of. */
#include "onnxc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const onnxc_model *const models[];

/* What stands behind each buffer; a model that writes past its end overwrites it. */
static const char canary[16] = "0123456789abcde";

static void fail(const char *message) {
  fprintf(stderr, "runner: %s\n", message);
  exit(1);
}

static void get(void *data, size_t size) {
  if (fread(data, 1, size, stdin) != size)
    fail("request ends early");
}

static void put(const void *data, size_t size) { fwrite(data, 1, size, stdout); }
static void put_u64(uint64_t value) { put(&value, sizeof(value)); }

static void put_tensor_info(const onnxc_tensor_info *info) {
  put_u64((uint64_t)info->element_type);
  put_u64((uint64_t)info->rank);
  put(info->shape, (size_t)info->rank * sizeof(int64_t));
  put_u64(info->max_bytes);
  put_u64(strlen(info->name));
  put(info->name, strlen(info->name));
}

static void describe(const onnxc_model *model) {
  put_u64(model->input_count);
  put_u64(model->output_count);
  for (uint32_t i = 0; i < model->input_count; ++i)
    put_tensor_info(&model->inputs[i]);
  for (uint32_t i = 0; i < model->output_count; ++i)
    put_tensor_info(&model->outputs[i]);
}

/* A buffer with a canary behind it, full of bytes that no model should rely on. */
static void *allocate(uint64_t size, uint64_t align) {
  uint64_t whole = (size + sizeof(canary) + align - 1) / align * align;
  char *buffer = aligned_alloc((size_t)align, (size_t)whole);
  if (!buffer)
    fail("out of memory");
  memset(buffer, 0xA5, (size_t)whole);
  memcpy(buffer + size, canary, sizeof(canary));
  return buffer;
}

static void release(void *buffer, uint64_t size) {
  if (memcmp((char *)buffer + size, canary, sizeof(canary)) != 0)
    fail("the model writes past the end of a buffer");
  free(buffer);
}

static onnxc_tensor *make_tensors(const onnxc_tensor_info *infos, uint32_t count) {
  onnxc_tensor *tensors = calloc(count ? count : 1, sizeof(onnxc_tensor));
  if (!tensors)
    fail("out of memory");
  for (uint32_t i = 0; i < count; ++i) {
    size_t shape_size = (size_t)infos[i].rank * sizeof(int64_t);
    tensors[i].data = allocate(infos[i].max_bytes, 16);
    tensors[i].shape = malloc(shape_size ? shape_size : 1);
    if (!tensors[i].shape)
      fail("out of memory");
    memcpy(tensors[i].shape, infos[i].shape, shape_size);
    tensors[i].rank = infos[i].rank;
    tensors[i].element_type = infos[i].element_type;
  }
  return tensors;
}

static void free_tensors(const onnxc_tensor_info *infos, uint32_t count, onnxc_tensor *tensors) {
  for (uint32_t i = 0; i < count; ++i) {
    release(tensors[i].data, infos[i].max_bytes);
    free(tensors[i].shape);
  }
  free(tensors);
}

static void run(const onnxc_model *model) {
  onnxc_tensor *inputs = make_tensors(model->inputs, model->input_count);
  onnxc_tensor *outputs = make_tensors(model->outputs, model->output_count);
  for (uint32_t i = 0; i < model->input_count; ++i)
    get(inputs[i].data, (size_t)model->inputs[i].max_bytes);
  void *arena = allocate(model->arena_size, model->arena_align);
  onnxc_status status = model->run(inputs, outputs, arena);
  put_u64((uint64_t)status);
  for (uint32_t i = 0; status == ONNXC_OK && i < model->output_count; ++i)
    put(outputs[i].data, (size_t)model->outputs[i].max_bytes);
  release(arena, model->arena_size);
  free_tensors(model->inputs, model->input_count, inputs);
  free_tensors(model->outputs, model->output_count, outputs);
}

int main(void) {
  for (int request = getchar(); request != EOF; request = getchar()) {
    uint64_t index;
    get(&index, sizeof(index));
    const onnxc_model *model = models[index];
    if (model->abi_version != ONNXC_ABI_VERSION)
      fail("the model's ABI version is not ours");
    if (request == 'd')
      describe(model);
    else
      run(model);
    fflush(stdout);
  }
  return 0;
}

#include "add.h"

#include <stdio.h>

static uint8_t memory[ADD_ARENA_SIZE + ADD_ARENA_ALIGN];
static float x[ADD_X_COUNT] = {1, 2, 3, 4};
static float y[ADD_OUTPUT_CLASS_COUNT];
static uint8_t bytes[ADD_BYTES_COUNT] = {1, 2, 3, 4};
static uint8_t flag;

static void run(const char *what, const add_inputs *in, const add_outputs *out, void *arena) {
  onnxc_status status = add_run(in, out, arena);
  printf("%s: status %d, %g %g %g %g, flag %d\n", what, status, (double)y[0], (double)y[1],
         (double)y[2], (double)y[3], flag);
}

static void run_generic(const char *what, onnxc_tensor *inputs, onnxc_tensor *outputs,
                        void *arena) {
  onnxc_status status = add_model.run(inputs, outputs, arena);
  printf("%s: status %d\n", what, status);
}

static void print_info(const onnxc_tensor_info *info) {
  printf("'%s' type %d shape [", info->name, (int)info->element_type);
  for (int32_t i = 0; i < info->rank; ++i)
    printf(" %d:%d", (int)info->shape[i], (int)info->max_shape[i]);
  printf(" ] %d bytes\n", (int)info->max_bytes);
}

int main(void) {
  uint8_t *arena = memory + (ADD_ARENA_ALIGN - (uintptr_t)memory % ADD_ARENA_ALIGN);
  add_inputs in = {x, bytes};
  add_outputs out = {y, &flag};
  run("null struct", NULL, &out, arena);
  run("null arena", &in, &out, NULL);
  run("misaligned arena", &in, &out, arena + 4);
  in.x = NULL;
  run("null input", &in, &out, arena);
  in.x = (const float *)(const void *)(bytes + 1);
  run("misaligned input", &in, &out, arena);
  in.x = x;
  out.X_0 = NULL;
  run("null output", &in, &out, arena);
  out.X_0 = &flag;
  /* An output that shares memory with an input, an output or the arena, by one byte at least. */
  static float pair[ADD_X_COUNT + ADD_OUTPUT_CLASS_COUNT] = {1, 2, 3, 4};
  in.x = pair;
  out.output_class = pair;
  run("output over input", &in, &out, arena);
  out.output_class = pair + ADD_X_COUNT - 1;
  run("output in input's end", &in, &out, arena);
  in.x = pair + ADD_OUTPUT_CLASS_COUNT - 1;
  out.output_class = pair;
  run("input in output's end", &in, &out, arena);
  in.x = x;
  out.X_0 = (uint8_t *)pair + sizeof(pair) / 2 - 1;
  run("output in output", &in, &out, arena);
  out.X_0 = &flag;
  out.output_class = (float *)(void *)(arena + ADD_ARENA_SIZE - sizeof(float));
  run("output in arena", &in, &out, arena);
  out.output_class = y;
  in.x = (const float *)(const void *)arena;
  run("input in arena", &in, &out, arena);
  /* Neighbours, and inputs in one place. */
  in.x = pair;
  in.bytes = (const uint8_t *)pair;
  out.output_class = pair + ADD_X_COUNT;
  run("neighbours", &in, &out, arena);
  in.x = x;
  in.bytes = bytes;
  out.output_class = y;
  run("good", &in, &out, arena);

  printf("model %s, abi %u, arena %d/%d, weights %d\n", add_model.name, add_model.abi_version,
         (int)add_model.arena_size, (int)add_model.arena_align, (int)add_model.weights_size);
  for (uint32_t i = 0; i < add_model.input_count; ++i)
    print_info(&add_model.inputs[i]);
  for (uint32_t i = 0; i < add_model.output_count; ++i)
    print_info(&add_model.outputs[i]);

  int64_t x_shape[] = {1, 4}, bytes_shape[] = {4}, y_shape[] = {0, 0};
  onnxc_tensor inputs[] = {{x, x_shape, 2, ONNXC_FLOAT32}, {bytes, bytes_shape, 1, ONNXC_UINT8}};
  onnxc_tensor outputs[] = {{y, y_shape, 2, ONNXC_FLOAT32}, {&flag, NULL, 0, ONNXC_BOOL}};
  run_generic("null tensors", NULL, outputs, arena);
  inputs[1].element_type = ONNXC_INT8;
  run_generic("other type", inputs, outputs, arena);
  inputs[1].element_type = ONNXC_UINT8;
  outputs[0].rank = 1;
  run_generic("other rank", inputs, outputs, arena);
  outputs[0].rank = 2;
  x_shape[1] = 5;
  run_generic("other shape", inputs, outputs, arena);
  x_shape[1] = 4;
  y[0] = 0;
  run_generic("generic", inputs, outputs, arena);
  printf("%g, shape %d %d\n", (double)y[0], (int)y_shape[0], (int)y_shape[1]);
  return 0;
}

/* "Models" that do what the runner must notice; each has one output of four bytes. */
#include "onnxc.h"

static const int64_t shape[] = {1};
static const onnxc_tensor_info output = {"y", ONNXC_FLOAT32, 1, shape, shape, 4, 0, 0};
static const uint32_t weights[16] = {1};

static void write_output(const onnxc_tensor *outputs, uint32_t value) {
  *(volatile uint32_t *)outputs->data = value;
}

static onnxc_status good(const onnxc_tensor *in, const onnxc_tensor *out, void *arena) {
  (void)in, (void)arena;
  write_output(out, 1);
  return ONNXC_OK;
}

static onnxc_status write_after_arena(const onnxc_tensor *in, const onnxc_tensor *out,
                                      void *arena) {
  ((volatile char *)arena)[20] = 0;
  return good(in, out, arena);
}

static onnxc_status write_before_output(const onnxc_tensor *in, const onnxc_tensor *out,
                                        void *arena) {
  ((volatile char *)out->data)[-1] = 0;
  return good(in, out, arena);
}

static onnxc_status leave_output(const onnxc_tensor *in, const onnxc_tensor *out, void *arena) {
  (void)in, (void)out, (void)arena;
  return ONNXC_OK;
}

static onnxc_status read_arena(const onnxc_tensor *in, const onnxc_tensor *out, void *arena) {
  (void)in;
  write_output(out, *(volatile uint32_t *)arena);
  return ONNXC_OK;
}

static onnxc_status take_stack(const onnxc_tensor *in, const onnxc_tensor *out, void *arena) {
  volatile char memory[512];
  memory[0] = 1;
  memory[511] = 1;
  return good(in, out, arena);
}

static onnxc_status write_weights(const onnxc_tensor *in, const onnxc_tensor *out, void *arena) {
  *(volatile uint32_t *)(uintptr_t)weights = 2;
  return good(in, out, arena);
}

#define MODEL(run) {ONNXC_ABI_VERSION, 0, #run, 0, 1, 0, &output, 20, 16, 64, run}
static const onnxc_model all[] = {
    MODEL(good),       MODEL(write_after_arena), MODEL(write_before_output), MODEL(leave_output),
    MODEL(read_arena), MODEL(take_stack),        MODEL(write_weights),
};
const onnxc_model *const models[] = {&all[0], &all[1], &all[2], &all[3], &all[4], &all[5], &all[6]};
const uint64_t stack_sizes[] = {256, 256, 256, 256, 256, 256, 256};

/* Runs a model RUNS times on given inputs, for onnxc bench under an emulator. Needs no C library:
 * board.c starts it on a board. MEMORY is the size of all tensors and the arena. */
#include "model.h"

extern unsigned char emulation_inputs[];
__asm__(".section .data.inputs,\"aw\"\n"
        ".balign 64\n"
        ".global emulation_inputs\n"
        "emulation_inputs:\n"
        ".incbin \"inputs.bin\"\n"
        ".balign 64\n"
        ".text\n");

static _Alignas(4096) unsigned char memory[MEMORY];
static size_t used;

static void *take(uint64_t size, uint64_t align) {
  used = (used + (size_t)align - 1) / (size_t)align * (size_t)align;
  void *begin = memory + used;
  used += (size_t)size;
  return begin;
}

/* Tensors of the largest shapes, with data in `data`, or if it is null, in memory of their own. */
static onnxc_tensor *make_tensors(const onnxc_tensor_info *infos, uint32_t count,
                                  unsigned char *data) {
  onnxc_tensor *tensors = take(count * sizeof(onnxc_tensor), 64);
  for (uint32_t i = 0; i < count; ++i) {
    tensors[i].element_type = infos[i].element_type;
    tensors[i].rank = infos[i].rank;
    tensors[i].shape = take((uint64_t)infos[i].rank * sizeof(int64_t), 64);
    for (int32_t d = 0; d < infos[i].rank; ++d)
      tensors[i].shape[d] = infos[i].max_shape[d];
    tensors[i].data = data ? data : take(infos[i].max_bytes, 64);
    if (data)
      data += (infos[i].max_bytes + 63) / 64 * 64;
  }
  return tensors;
}

int main(void) {
  const onnxc_model *model = &model_model;
  onnxc_tensor *inputs = make_tensors(model->inputs, model->input_count, emulation_inputs);
  onnxc_tensor *outputs = make_tensors(model->outputs, model->output_count, NULL);
  void *arena = take(model->arena_size, model->arena_align);
  for (int i = 0; i < RUNS; ++i) {
    onnxc_status status = model->run(inputs, outputs, arena);
    if (status != ONNXC_OK)
      return 100 + status;
  }
  return 0;
}

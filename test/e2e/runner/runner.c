/* Runs compiled models for another process, through their descriptors, and watches what they do.
 * Requests come in, answers go out (machine.h); all numbers have the machine's byte order.
 *
 *   'd' model            -> its counts and sizes, and each input and output
 *   'r' model, inputs... -> a complaint, status, and the shape and bytes of each output if it is
 *                           ONNXC_OK
 *
 * An input or output is its bytes, which the description tells the number of; of a string, its size
 * and its bytes. Each model runs
 * twice: with memory full of NaN that ends at memory's end, then full of other numbers at its
 * begin. The complaint, a string, is empty unless
 * the model writes where it must not, takes more stack than it promises, or depends on what its
 * memory holds. */
#include "machine.h"
#include "onnxc.h"

#include <stdint.h>

/* What the table of a program says of each model. */
extern const onnxc_model *const models[];
extern const uint64_t stack_sizes[];

enum { kGuard = 64, kNan = 0xFF, kOther = 0x5A };

static const char *complaint;

static void complain(const char *message) {
  if (!complaint)
    complaint = message;
}

static void get(void *data, size_t size) {
  if (machine_get(data, size) != 0)
    machine_fail("request ends early");
}

static void put_u64(uint64_t value) { machine_put(&value, sizeof(value)); }

static void put_string(const char *text) {
  put_u64(strlen(text));
  machine_put(text, strlen(text));
}

static void put_tensor_info(const onnxc_tensor_info *info) {
  put_u64((uint64_t)info->element_type);
  put_u64((uint64_t)info->rank);
  machine_put(info->shape, (size_t)info->rank * sizeof(int64_t));
  machine_put(info->max_shape, (size_t)info->rank * sizeof(int64_t));
  put_u64(info->max_bytes);
  put_string(info->name);
}

static void describe(const onnxc_model *model) {
  put_u64(model->input_count);
  put_u64(model->output_count);
  for (uint32_t i = 0; i < model->input_count; ++i)
    put_tensor_info(&model->inputs[i]);
  for (uint32_t i = 0; i < model->output_count; ++i)
    put_tensor_info(&model->outputs[i]);
}

/* A buffer with bytes that must stay on the side where memory goes on. */
typedef struct {
  unsigned char *whole, *data;
  size_t before, size, after;
} buffer;

static buffer allocate(uint64_t size, uint64_t align, enum side side) {
  if (align > kGuard)
    machine_fail("the model's memory has a larger alignment than the runner's");
  size_t space = ((size_t)size + (size_t)align - 1) / (size_t)align * (size_t)align;
  buffer result = {machine_allocate(kGuard + space, side), NULL, 0, (size_t)size, 0};
  result.before = side == AT_END ? kGuard : 0;
  result.data = result.whole + result.before;
  result.after = kGuard + space - result.before - (size_t)size;
  memset(result.whole, kOther, kGuard + space);
  return result;
}

static void fill(buffer memory, int value) { memset(memory.data, value, memory.size); }

static int holds(const unsigned char *bytes, size_t count, unsigned char value) {
  for (size_t i = 0; i < count; ++i)
    if (bytes[i] != value)
      return 0;
  return 1;
}

static void check_guards(buffer memory, const char *message) {
  if (!holds(memory.whole, memory.before, kOther) ||
      !holds(memory.data + memory.size, memory.after, kOther))
    complain(message);
}

/* FNV-1a */
static uint64_t get_checksum(buffer memory) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < memory.size; ++i)
    hash = (hash ^ memory.data[i]) * 1099511628211u;
  return hash;
}

/* What a run takes of the stack is painted first; what has another colour later was used. */
enum { kPaint = 0xC3, kBeyond = 4096 };

#if defined(__x86_64__)
register volatile unsigned char *stack_pointer __asm__("rsp");
#elif defined(__i386__)
register volatile unsigned char *stack_pointer __asm__("esp");
#else
register volatile unsigned char *stack_pointer __asm__("sp");
#endif

/* Nothing but the model is called here, so the stack's pointer stays the same. */
__attribute__((noinline)) static onnxc_status
run_on_painted_stack(const onnxc_model *model, uint64_t promised, const onnxc_tensor *inputs,
                     const onnxc_tensor *outputs, void *arena) {
  size_t painted = (size_t)promised + kBeyond;
  volatile unsigned char *top = stack_pointer;
  for (size_t i = 1; i <= painted; ++i)
    *(top - i) = kPaint;
  onnxc_status status = model->run(inputs, outputs, arena);
  size_t used = painted;
  while (used > 0 && *(top - used) == kPaint)
    --used;
  if (used > promised)
    complain("the model takes more stack than STACK_SIZE");
  return status;
}

enum { kMostTensors = 128, kHighestRank = 16 };

/* The inputs or outputs of a run. */
typedef struct {
  uint32_t count;
  buffer data[kMostTensors];
  onnxc_tensor tensors[kMostTensors];
  int64_t shapes[kMostTensors][kHighestRank];
} tensor_list;

static uint64_t get_element_bytes(const onnxc_tensor_info *info) {
  uint64_t count = 1;
  for (int32_t i = 0; i < info->rank; ++i)
    count *= (uint64_t)info->max_shape[i];
  return count != 0 ? info->max_bytes / count : 1;
}

static void make_tensors(const onnxc_tensor_info *infos, uint32_t count, enum side side,
                         tensor_list *list) {
  if (count > kMostTensors)
    machine_fail("the runner has no room for so many tensors");
  list->count = count;
  for (uint32_t i = 0; i < count; ++i) {
    if (infos[i].rank > kHighestRank)
      machine_fail("the runner has no room for so many dimensions");
    list->data[i] = allocate(infos[i].max_bytes, get_element_bytes(&infos[i]), side);
    memcpy(list->shapes[i], infos[i].shape, (size_t)infos[i].rank * sizeof(int64_t));
    list->tensors[i] =
        (onnxc_tensor){list->data[i].data, list->shapes[i], infos[i].rank, infos[i].element_type};
  }
}

static void check_tensors(const tensor_list *list, const char *message) {
  for (uint32_t i = 0; i < list->count; ++i)
    check_guards(list->data[i], message);
}

static uint64_t get_checksums(const tensor_list *list) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < list->count; ++i)
    sum = sum * 31 + get_checksum(list->data[i]);
  return sum;
}

/* The strings of a tensor; none of one that has others. */
static const onnxc_string *get_strings(const tensor_list *list, uint32_t i, size_t *count) {
  int isText = list->tensors[i].element_type == ONNXC_STRING;
  *count = isText ? list->data[i].size / sizeof(onnxc_string) : 0;
  return list->tensors[i].data;
}

/* The same of what a run gives, which may lie anywhere. */
static uint64_t get_result_checksums(const tensor_list *list) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < list->count; ++i) {
    size_t count;
    const onnxc_string *strings = get_strings(list, i, &count);
    if (list->tensors[i].element_type != ONNXC_STRING)
      sum = sum * 31 + get_checksum(list->data[i]);
    for (size_t k = 0; k < count; ++k) {
      buffer text = {NULL, (unsigned char *)strings[k].data, 0, strings[k].size, 0};
      sum = sum * 31 + get_checksum(text);
    }
  }
  return sum;
}

static void get_text(onnxc_string *strings, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    uint64_t size;
    get(&size, sizeof(size));
    buffer text = allocate(size, 1, AT_END);
    get(text.data, text.size);
    strings[i].data = (const char *)text.data;
    strings[i].size = text.size;
  }
}

/* The run at each side. */
static tensor_list inputs[2], outputs[2];

static onnxc_status run_at(const onnxc_model *model, uint64_t stack_size, enum side side,
                           int value) {
  buffer arena = allocate(model->arena_size, model->arena_align, side);
  fill(arena, value);
  for (uint32_t i = 0; i < outputs[side].count; ++i)
    fill(outputs[side].data[i], value);
  uint64_t given = get_checksums(&inputs[side]);
  onnxc_status status = run_on_painted_stack(model, stack_size, inputs[side].tensors,
                                             outputs[side].tensors, arena.data);
  check_guards(arena, "the model writes outside of its arena");
  check_tensors(&outputs[side], "the model writes outside of its outputs");
  if (get_checksums(&inputs[side]) != given)
    complain("the model writes to its inputs");
  return status;
}

static void run(const onnxc_model *model, uint64_t stack_size) {
  complaint = NULL;
  for (enum side side = AT_END; side <= AT_BEGIN; ++side) {
    make_tensors(model->inputs, model->input_count, side, &inputs[side]);
    make_tensors(model->outputs, model->output_count, side, &outputs[side]);
  }
  for (uint32_t i = 0; i < model->input_count; ++i) {
    buffer from = inputs[AT_END].data[i];
    size_t count;
    get_strings(&inputs[AT_END], i, &count);
    if (inputs[AT_END].tensors[i].element_type == ONNXC_STRING)
      get_text((onnxc_string *)(void *)from.data, count);
    else
      get(from.data, from.size);
    memcpy(inputs[AT_BEGIN].data[i].data, from.data, from.size);
  }
  onnxc_status status = run_at(model, stack_size, AT_END, kNan);
  if (run_at(model, stack_size, AT_BEGIN, kOther) != status ||
      (status == ONNXC_OK &&
       get_result_checksums(&outputs[AT_END]) != get_result_checksums(&outputs[AT_BEGIN])))
    complain("the model's results depend on what memory holds before it runs");
  put_string(complaint ? complaint : "");
  put_u64((uint64_t)status);
  for (uint32_t i = 0; status == ONNXC_OK && i < model->output_count; ++i) {
    const onnxc_tensor *tensor = &outputs[AT_END].tensors[i];
    machine_put(tensor->shape, (size_t)tensor->rank * sizeof(int64_t));
    size_t count;
    const onnxc_string *strings = get_strings(&outputs[AT_END], i, &count);
    if (tensor->element_type != ONNXC_STRING)
      machine_put(tensor->data, outputs[AT_END].data[i].size);
    for (size_t k = 0; k < count; ++k) {
      put_u64(strings[k].size);
      machine_put(strings[k].data, strings[k].size);
    }
  }
  machine_release_all();
}

int main(void) {
  unsigned char request;
  while (machine_get(&request, 1) == 0) {
    uint64_t index;
    get(&index, sizeof(index));
    const onnxc_model *model = models[index];
    if (model->abi_version != ONNXC_ABI_VERSION)
      machine_fail("the model's ABI version is not ours");
    if (request == 'd')
      describe(model);
    else
      run(model, stack_sizes[index]);
    machine_flush();
  }
  return 0;
}

/* Runs compiled models for another process, through their descriptors. Requests come in on the
 * standard input, answers leave on the standard output; all numbers are little-endian.
 *
 *   'd' model            -> its counts and sizes, and each input and output
 *   'r' model, inputs... -> status, and the shape and bytes of each output if it is ONNXC_OK
 *
 * An input or output is its bytes, which the description tells the number of. */
#define _DEFAULT_SOURCE
#include "onnxc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern const onnxc_model *const models[];

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
  put(info->max_shape, (size_t)info->rank * sizeof(int64_t));
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

/* Bytes between two pages that the model must not touch, next to one of them. */
typedef struct {
  char *mapping;
  uint64_t mapped;
  char *bytes;
  uint64_t size;
} buffer;

enum side { AT_BEGIN, AT_END };

static uint64_t round_up(uint64_t size, uint64_t align) {
  return (size + align - 1) / align * align;
}

/* All bits are set: floats are NaN. */
static buffer allocate(uint64_t size, uint64_t align, enum side side) {
  uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), inside = round_up(size, align);
  uint64_t pages = round_up(inside, page);
  buffer result = {NULL, pages + 2 * page, NULL, size};
  result.mapping =
      mmap(NULL, (size_t)result.mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (result.mapping == MAP_FAILED)
    fail("out of memory");
  memset(result.mapping + page, 0xFF, (size_t)pages);
  mprotect(result.mapping, (size_t)page, PROT_NONE);
  mprotect(result.mapping + page + pages, (size_t)page, PROT_NONE);
  result.bytes = result.mapping + page + (side == AT_END ? pages - inside : 0);
  return result;
}

static void expect_untouched(const char *begin, const char *end) {
  for (; begin < end; ++begin)
    if (*begin != (char)0xFF)
      fail("the model writes outside of a buffer");
}

static void release(buffer of) {
  uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
  expect_untouched(of.mapping + page, of.bytes);
  expect_untouched(of.bytes + of.size, of.mapping + of.mapped - page);
  munmap(of.mapping, (size_t)of.mapped);
}

/* The alignment that a tensor's data needs: that of its elements. */
static uint64_t get_alignment(const onnxc_tensor_info *info) {
  uint64_t count = 1;
  for (int32_t i = 0; i < info->rank; ++i)
    count *= (uint64_t)info->max_shape[i];
  return count ? info->max_bytes / count : 1;
}

static onnxc_tensor *make_tensors(const onnxc_tensor_info *infos, uint32_t count, enum side side,
                                  buffer *buffers) {
  onnxc_tensor *tensors = calloc(count ? count : 1, sizeof(onnxc_tensor));
  if (!tensors)
    fail("out of memory");
  for (uint32_t i = 0; i < count; ++i) {
    size_t shape_size = (size_t)infos[i].rank * sizeof(int64_t);
    buffers[i] = allocate(infos[i].max_bytes, get_alignment(&infos[i]), side);
    tensors[i].data = buffers[i].bytes;
    tensors[i].shape = malloc(shape_size ? shape_size : 1);
    if (!tensors[i].shape)
      fail("out of memory");
    memcpy(tensors[i].shape, infos[i].shape, shape_size);
    tensors[i].rank = infos[i].rank;
    tensors[i].element_type = infos[i].element_type;
  }
  return tensors;
}

static void free_tensors(uint32_t count, onnxc_tensor *tensors, buffer *buffers) {
  for (uint32_t i = 0; i < count; ++i) {
    release(buffers[i]);
    free(tensors[i].shape);
  }
  free(tensors);
  free(buffers);
}

static buffer *make_buffers(uint32_t count) {
  buffer *buffers = calloc(count ? count : 1, sizeof(buffer));
  if (!buffers)
    fail("out of memory");
  return buffers;
}

/* Runs the model on `inputs` with every buffer at this side, and leaves `outputs` to the caller. */
static onnxc_status run_at(const onnxc_model *model, char *const *inputs, enum side side,
                           onnxc_tensor **outputs, buffer **output_buffers) {
  buffer *input_buffers = make_buffers(model->input_count);
  *output_buffers = make_buffers(model->output_count);
  onnxc_tensor *given = make_tensors(model->inputs, model->input_count, side, input_buffers);
  *outputs = make_tensors(model->outputs, model->output_count, side, *output_buffers);
  for (uint32_t i = 0; i < model->input_count; ++i)
    memcpy(given[i].data, inputs[i], (size_t)model->inputs[i].max_bytes);
  buffer arena = allocate(model->arena_size, model->arena_align, side);
  onnxc_status status = model->run(given, *outputs, arena.bytes);
  release(arena);
  for (uint32_t i = 0; i < model->input_count; ++i)
    if (memcmp(given[i].data, inputs[i], (size_t)model->inputs[i].max_bytes) != 0)
      fail("the model writes to an input");
  free_tensors(model->input_count, given, input_buffers);
  return status;
}

static char **read_inputs(const onnxc_model *model) {
  char **inputs = calloc(model->input_count ? model->input_count : 1, sizeof(char *));
  for (uint32_t i = 0; inputs && i < model->input_count; ++i) {
    inputs[i] = malloc((size_t)model->inputs[i].max_bytes + 1);
    if (!inputs[i])
      fail("out of memory");
    get(inputs[i], (size_t)model->inputs[i].max_bytes);
  }
  if (!inputs)
    fail("out of memory");
  return inputs;
}

/* Twice, in other memory: the second run must give the same bytes. */
static void run(const onnxc_model *model) {
  char **inputs = read_inputs(model);
  onnxc_tensor *first, *second;
  buffer *first_buffers, *second_buffers;
  onnxc_status status = run_at(model, inputs, AT_END, &first, &first_buffers);
  if (run_at(model, inputs, AT_BEGIN, &second, &second_buffers) != status)
    fail("a second run returns another status");
  put_u64((uint64_t)status);
  for (uint32_t i = 0; status == ONNXC_OK && i < model->output_count; ++i) {
    if (memcmp(first[i].data, second[i].data, (size_t)model->outputs[i].max_bytes) != 0)
      fail("a second run in other memory gives other bytes");
    put(first[i].shape, (size_t)first[i].rank * sizeof(int64_t));
    put(first[i].data, (size_t)model->outputs[i].max_bytes);
  }
  free_tensors(model->output_count, first, first_buffers);
  free_tensors(model->output_count, second, second_buffers);
  for (uint32_t i = 0; i < model->input_count; ++i)
    free(inputs[i]);
  free(inputs);
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

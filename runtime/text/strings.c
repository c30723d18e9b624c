/* Views, memory, and what needs nothing more. */
#include "text.h"

struct view onnxc_text_get(uintptr_t constants, string s) {
  struct view text = {0, 0};
  if (s & 1) {
    const unsigned char *place = (const unsigned char *)(constants + (uintptr_t)(s >> 1));
    text.size = place[0] | (size_t)place[1] << 8 | (size_t)place[2] << 16 | (size_t)place[3] << 24;
    text.data = (const char *)place + 4;
  } else if (s) {
    text = *(const struct view *)(uintptr_t)s;
    if (!text.data)
      text.size = 0;
  }
  return text;
}

/*===-- Memory --------------------------------------------------------------===*/

static size_t round_up(size_t size) { return (size + sizeof(size_t) - 1) & -sizeof(size_t); }

char *onnxc_text_reserve(struct memory *memory, size_t size) {
  size_t left = memory->capacity - memory->used;
  if (left < sizeof(struct view) || left - sizeof(struct view) < size) {
    ++memory->overflows;
    return 0;
  }
  return (char *)(memory + 1) + memory->used + sizeof(struct view);
}

string onnxc_text_keep(struct memory *memory, char *data, size_t size) {
  struct view *view = (struct view *)data - 1;
  view->data = data;
  view->size = size;
  memory->used += round_up(sizeof(struct view) + size);
  if (memory->used > memory->capacity)
    memory->used = memory->capacity;
  return (uintptr_t)view;
}

string onnxc_text_share(struct memory *memory, const char *data, size_t size) {
  if (size == 0)
    return 0;
  char *place = onnxc_text_reserve(memory, 0);
  if (!place)
    return 0;
  string s = onnxc_text_keep(memory, place, 0);
  ((struct view *)place - 1)->data = data;
  ((struct view *)place - 1)->size = size;
  return s;
}

string onnxc_text_copy(struct memory *memory, const char *data, size_t size) {
  char *place = size ? onnxc_text_reserve(memory, size) : 0;
  if (!place)
    return 0;
  for (size_t i = 0; i < size; ++i)
    place[i] = data[i];
  return onnxc_text_keep(memory, place, size);
}

void onnxc_text_begin(uintptr_t memory_at, uintptr_t capacity) {
  struct memory *memory = (struct memory *)memory_at;
  memory->used = 0;
  memory->capacity = capacity;
  memory->overflows = 0;
  memory->errors = 0;
}

/* Adds what did not fit to the sizes that did not; a negative number says that text was wrong. */
void onnxc_text_end(uintptr_t memory_at, uintptr_t sizes_at) {
  const struct memory *memory = (const struct memory *)memory_at;
  int64_t *sizes = (int64_t *)sizes_at;
  sizes[0] += (int64_t)memory->overflows;
  if (sizes[0] == 0 && memory->errors)
    sizes[0] = -1;
}

/*===-- The model's edge ----------------------------------------------------===*/

void onnxc_text_enter(uintptr_t views, uintptr_t result_at, uintptr_t count) {
  string *result = (string *)result_at;
  for (size_t i = 0; i < count; ++i)
    result[i] = views + i * sizeof(struct view);
}

void onnxc_text_leave(uintptr_t constants, uintptr_t strings_at, uintptr_t result_at,
                      uintptr_t count) {
  const string *strings = (const string *)strings_at;
  struct view *result = (struct view *)result_at;
  for (size_t i = 0; i < count; ++i) {
    result[i] = onnxc_text_get(constants, strings[i]);
    if (!result[i].data)
      result[i].data = "";
  }
}

/*===-- Comparing, joining --------------------------------------------------===*/

int onnxc_text_compare(struct view a, struct view b) {
  size_t common = a.size < b.size ? a.size : b.size;
  for (size_t i = 0; i < common; ++i)
    if (a.data[i] != b.data[i])
      return (unsigned char)a.data[i] < (unsigned char)b.data[i] ? -1 : 1;
  return a.size < b.size ? -1 : a.size > b.size;
}

static int are_equal(struct view a, struct view b) {
  return a.size == b.size && onnxc_text_compare(a, b) == 0;
}

void onnxc_text_equal(uintptr_t constants, uintptr_t a_at, uintptr_t b_at, uintptr_t result_at,
                      uintptr_t count) {
  const string *a = (const string *)a_at, *b = (const string *)b_at;
  unsigned char *result = (unsigned char *)result_at;
  for (size_t i = 0; i < count; ++i)
    result[i] =
        (unsigned char)are_equal(onnxc_text_get(constants, a[i]), onnxc_text_get(constants, b[i]));
}

void onnxc_text_concat(uintptr_t memory_at, uintptr_t constants, uintptr_t a_at, uintptr_t b_at,
                       uintptr_t result_at, uintptr_t count) {
  const string *a = (const string *)a_at, *b = (const string *)b_at;
  string *result = (string *)result_at;
  struct memory *memory = (struct memory *)memory_at;
  for (size_t i = 0; i < count; ++i) {
    struct view first = onnxc_text_get(constants, a[i]), second = onnxc_text_get(constants, b[i]);
    result[i] = first.size ? a[i] : b[i];
    if (!first.size || !second.size)
      continue;
    char *place = 0;
    if (second.size <= SIZE_MAX / 2 && first.size <= SIZE_MAX / 2)
      place = onnxc_text_reserve(memory, first.size + second.size);
    else
      ++memory->overflows;
    result[i] = 0;
    if (!place)
      continue;
    for (size_t k = 0; k < first.size; ++k)
      place[k] = first.data[k];
    for (size_t k = 0; k < second.size; ++k)
      place[first.size + k] = second.data[k];
    result[i] = onnxc_text_keep(memory, place, first.size + second.size);
  }
}

/* The place of each string among keys that are sorted, as `places` has it; `keys` if it is none. */
void onnxc_text_find(uintptr_t constants, uintptr_t strings_at, uintptr_t sorted_at,
                     uintptr_t places_at, uintptr_t result_at, uintptr_t count, uintptr_t sorted,
                     uintptr_t keys) {
  const string *strings = (const string *)strings_at, *key = (const string *)sorted_at;
  const int32_t *places = (const int32_t *)places_at;
  int64_t *result = (int64_t *)result_at;
  for (size_t i = 0; i < count; ++i) {
    struct view text = onnxc_text_get(constants, strings[i]);
    size_t low = 0, high = sorted;
    while (low < high) {
      size_t middle = low + (high - low) / 2;
      if (onnxc_text_compare(onnxc_text_get(constants, key[middle]), text) < 0)
        low = middle + 1;
      else
        high = middle;
    }
    int isKey = low < sorted && are_equal(onnxc_text_get(constants, key[low]), text);
    result[i] = isKey ? places[low] : (int64_t)keys;
  }
}

/* How many of the strings come before each of them. */
void onnxc_text_rank(uintptr_t constants, uintptr_t strings_at, uintptr_t result_at,
                     uintptr_t count) {
  const string *strings = (const string *)strings_at;
  int64_t *result = (int64_t *)result_at;
  for (size_t i = 0; i < count; ++i) {
    struct view text = onnxc_text_get(constants, strings[i]);
    int64_t before = 0;
    for (size_t k = 0; k < count; ++k)
      before += onnxc_text_compare(onnxc_text_get(constants, strings[k]), text) < 0;
    result[i] = before;
  }
}

/* A deterministic automaton: `next` has the state that follows one for each class of bytes, `ends`
 * whether a match may end before such a byte, or, last, the end of the text. */
void onnxc_text_full_match(uintptr_t constants, uintptr_t strings_at, uintptr_t class_at,
                           uintptr_t next_at, uintptr_t ends_at, uintptr_t result_at,
                           uintptr_t count, uintptr_t classes, uintptr_t start) {
  const string *strings = (const string *)strings_at;
  const uint8_t *class_of = (const uint8_t *)class_at, *ends = (const uint8_t *)ends_at;
  const uint16_t *next = (const uint16_t *)next_at;
  uint8_t *result = (uint8_t *)result_at;
  for (size_t i = 0; i < count; ++i) {
    struct view text = onnxc_text_get(constants, strings[i]);
    size_t state = start;
    for (size_t k = 0; k < text.size; ++k)
      state = next[state * classes + class_of[(unsigned char)text.data[k]]];
    result[i] = ends[state * (classes + 1) + classes];
  }
}

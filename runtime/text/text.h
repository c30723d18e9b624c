/* Strings in compiled models: functions that onnxc links into a model's module. They call nothing,
 * keep no state but in the memory that they are given, and take addresses as integers.
 *
 * A string is a number of 64 bits: 0 is the empty one, an odd number 2 * p + 1 place p among the
 * constants (its size in four bytes, the lowest first, then its bytes), any other number the
 * address of a view. Elements that hold no string are 0, so that they are empty. */
#ifndef ONNXC_RUNTIME_TEXT_TEXT_H
#define ONNXC_RUNTIME_TEXT_TEXT_H

#include <stddef.h>
#include <stdint.h>

typedef uint64_t string;

/* What the program passes as onnxc_string. */
struct view {
  const char *data;
  size_t size;
};

/* Where a model puts text that it makes: this, then `capacity` bytes. */
struct memory {
  size_t used, capacity;
  size_t overflows; /* strings that did not fit */
  size_t errors;    /* strings that should be numbers, but are not */
};

/* The bytes of a string; `constants` is the address of the constants. */
struct view onnxc_text_get(uintptr_t constants, string s);

/* Memory for a string of at most `size` bytes; null, and counted, if there is not as much left.
 * The string is there once onnxc_text_keep was called, before another one is made. */
char *onnxc_text_reserve(struct memory *memory, size_t size);
string onnxc_text_keep(struct memory *memory, char *data, size_t size);

/* A string whose bytes are part of another one. */
string onnxc_text_share(struct memory *memory, const char *data, size_t size);

/* A copy of the bytes. */
string onnxc_text_copy(struct memory *memory, const char *data, size_t size);

/* Negative, 0 or positive as a is before b in the order of bytes, equal or after. */
int onnxc_text_compare(struct view a, struct view b);

/* The character at data[*at], which moves behind it. A byte that begins no valid character of
 * UTF-8 is one of its own, which is not in Unicode: INVALID + its value. */
#define INVALID 0x110000u
uint32_t onnxc_text_decode(struct view text, size_t *at);
/* Writes it and returns the bytes it takes, at most four. */
size_t onnxc_text_encode(uint32_t character, char *data);

#endif

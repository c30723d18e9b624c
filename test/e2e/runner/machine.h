/* What the runner needs of the machine it runs on; posix.c and cortex_m.c have one each. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stddef.h>

/* The next `size` bytes of the requests; not 0 if there are fewer. */
int machine_get(void *data, size_t size);

/* Appends to the answers. */
void machine_put(const void *data, size_t size);
void machine_flush(void);

/* Ends the program, which then fails. */
_Noreturn void machine_fail(const char *message);

enum side { AT_END, AT_BEGIN };

/* Memory that ends or begins at a multiple of 64 and, where the machine can, next to memory that no
 * program may touch. */
void *machine_allocate(size_t size, enum side side);

/* Frees all memory. */
void machine_release_all(void);

/* string.h, which boards do not have. */
void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int value, size_t size);
size_t strlen(const char *text);

#endif

/* The runner's machine on POSIX systems: standard input and output, and pages that fault. */
#define _GNU_SOURCE
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int machine_get(void *data, size_t size) { return fread(data, 1, size, stdin) != size; }

void machine_put(const void *data, size_t size) { fwrite(data, 1, size, stdout); }
void machine_flush(void) { fflush(stdout); }

_Noreturn void machine_fail(const char *message) {
  fprintf(stderr, "runner: %s\n", message);
  exit(1);
}

typedef struct block {
  struct block *next;
  void *pages;
  size_t size;
} block;
static block *blocks;

/* Between two pages that fault, next to one of them. */
void *machine_allocate(size_t size, enum side side) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t inside = (size + page - 1) / page * page;
  block *entry = malloc(sizeof(block));
  char *pages =
      mmap(NULL, inside + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (!entry || pages == MAP_FAILED || mprotect(pages + page, inside, PROT_READ | PROT_WRITE) != 0)
    machine_fail("out of memory");
  *entry = (block){blocks, pages, inside + 2 * page};
  blocks = entry;
  return pages + page + (side == AT_END ? inside - size : 0);
}

void machine_release_all(void) {
  while (blocks) {
    block *entry = blocks;
    blocks = entry->next;
    munmap(entry->pages, entry->size);
    free(entry);
  }
}

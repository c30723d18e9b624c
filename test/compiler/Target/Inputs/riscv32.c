/* The board of examples/firmware on qemu-riscv32: system calls of Linux instead of devices. */
#include "board.h"

#include <stddef.h>

static long call_system(long number, long a, long b, long c) {
  register long a0 __asm__("a0") = a;
  register long a1 __asm__("a1") = b;
  register long a2 __asm__("a2") = c;
  register long a7 __asm__("a7") = number;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
  return a0;
}

void board_print(const char *text) {
  size_t length = 0;
  while (text[length] != '\0')
    ++length;
  call_system(64 /* write */, 1, (long)text, (long)length);
}

_Noreturn void board_exit(int code) {
  for (;;)
    call_system(93 /* exit */, code, 0, 0);
}

uint32_t board_ticks(void) { return 0; }

int main(void);
void start(void) {
  main();
  board_exit(0);
}
__asm__(".global _start\n_start:\n  .option push\n  .option norelax\n  la gp, __global_pointer$\n"
        "  .option pop\n  tail start\n");

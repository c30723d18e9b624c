/* Start-up code for QEMU's aarch64 board `virt`, with a PL011 for a console. */
#include "board.h"

int main(void);
void start_main(void);

static volatile uint32_t *const UART_DATA = (uint32_t *)0x09000000u;

void board_print(const char *text) {
  for (; *text != '\0'; ++text)
    *UART_DATA = (uint32_t)(unsigned char)*text;
}

_Noreturn void board_exit(int code) {
  struct {
    uint64_t reason, code;
  } request = {0x20026 /* ADP_Stopped_ApplicationExit */, (uint64_t)code};
  register uint64_t w0 __asm__("x0") = 0x18 /* SYS_EXIT */;
  register void *x1 __asm__("x1") = &request;
  __asm__ volatile("hlt 0xF000" : : "r"(w0), "r"(x1) : "memory");
  for (;;) {
  }
}

uint32_t board_ticks(void) {
  uint64_t ticks;
  __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks));
  return (uint32_t)ticks;
}

/* One table of 1 GiB blocks, each address mapped to itself: the first for devices, the second
 * for memory. With the MMU off all memory is device memory, where unaligned vector accesses
 * fault. */
static _Alignas(4096) uint64_t translation_table[512];

static void enable_mmu(void) {
  const uint64_t block = 1, access_flag = 1u << 10, inner_shareable = 3u << 8;
  translation_table[0] = 0x00000000u | block | access_flag | (1u << 2 /* attribute 1 */);
  translation_table[1] = 0x40000000u | block | access_flag | inner_shareable;
  const uint64_t mair = 0x00FFu;     /* 0: memory, write-back; 1: device-nGnRnE */
  const uint64_t tcr = 25            /* T0SZ: 39 bits of address */
                       | 1u << 8     /* table walks cached */
                       | 1u << 10    /* " */
                       | 3u << 12    /* " and shareable */
                       | 1u << 23    /* no upper half */
                       | 2ull << 32; /* 40 bits of physical address */
  __asm__ volatile("msr mair_el1, %0\n\t"
                   "msr tcr_el1, %1\n\t"
                   "msr ttbr0_el1, %2\n\t"
                   "isb\n\t"
                   "tlbi vmalle1\n\t"
                   "dsb ish\n\t"
                   "isb"
                   :
                   : "r"(mair), "r"(tcr), "r"((uintptr_t)translation_table)
                   : "memory");
  uint64_t sctlr;
  __asm__ volatile("mrs %0, sctlr_el1" : "=r"(sctlr));
  sctlr |= 1u | 1u << 2 | 1u << 12; /* MMU, data cache, instruction cache */
  __asm__ volatile("msr sctlr_el1, %0\n\tisb" : : "r"(sctlr) : "memory");
}

void start_main(void) {
  enable_mmu();
  main();
  board_exit(0);
}

/* QEMU starts the image at _start, in EL1, with memory cleared. */
__asm__(".section .text.start, \"ax\"\n"
        ".global _start\n"
        "_start:\n"
        "  mov x0, #(3 << 20)\n" /* CPACR_EL1.FPEN: floating point and vectors */
        "  msr cpacr_el1, x0\n"
        "  isb\n"
        "  adrp x0, __stack_top\n"
        "  add x0, x0, :lo12:__stack_top\n"
        "  mov sp, x0\n"
        "  b start_main\n"
        ".previous\n");

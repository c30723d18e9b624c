/* Start-up code for Cortex-M boards, with console and exit by semihosting. */
#include "board.h"

#include <stddef.h>

extern uint32_t __stack_top, __data_load, __data_start, __data_end, __bss_start, __bss_end;
int main(void);
void reset_handler(void);

static volatile uint32_t *const CPACR = (uint32_t *)0xE000ED88u;
static volatile uint32_t *const SYST_CSR = (uint32_t *)0xE000E010u;
static volatile uint32_t *const SYST_RVR = (uint32_t *)0xE000E014u;
static volatile uint32_t *const SYST_CVR = (uint32_t *)0xE000E018u;
static const uint32_t SYST_MASK = 0x00FFFFFFu;

static uint32_t semihost(uint32_t operation, uintptr_t argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register uintptr_t r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

void board_print(const char *text) { semihost(0x04 /* SYS_WRITE0 */, (uintptr_t)text); }

_Noreturn void board_exit(int code) {
  struct {
    uint32_t reason, code;
  } request = {0x20026 /* ADP_Stopped_ApplicationExit */, (uint32_t)code};
  semihost(0x20 /* SYS_EXIT_EXTENDED */, (uintptr_t)&request);
  for (;;) {
  }
}

uint32_t board_ticks(void) {
  /* SysTick has 24 bits and counts down: the wraps are counted here, so two calls must be less
   * than one turn apart. */
  static uint32_t last, total;
  uint32_t now = SYST_MASK - *SYST_CVR;
  total += (now - last) & SYST_MASK;
  last = now;
  return total;
}

static void fault_handler(void) {
  board_print("fault\n");
  board_exit(2);
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    &__stack_top,
    (const void *)reset_handler,
    (const void *)fault_handler, /* NMI */
    (const void *)fault_handler, /* HardFault */
    (const void *)fault_handler, /* MemManage */
    (const void *)fault_handler, /* BusFault */
    (const void *)fault_handler, /* UsageFault */
    (const void *)fault_handler, /* SecureFault */
};

void reset_handler(void) {
  /* CP10 and CP11: the FPU and, on Cortex-M55, the vector unit. */
  *CPACR |= 0xFu << 20;
  __asm__ volatile("dsb\n\tisb" ::: "memory");

  for (uint32_t *from = &__data_load, *to = &__data_start; to < &__data_end;)
    *to++ = *from++;
  for (uint32_t *to = &__bss_start; to < &__bss_end;)
    *to++ = 0;

  *SYST_RVR = SYST_MASK;
  *SYST_CVR = 0;
  *SYST_CSR = 5; /* enabled, by the processor's clock */
  main();
  board_exit(0);
}

/* Start-up code for the Cortex-M boards of QEMU. All lies in one memory, which the emulator fills.
 */
#include <stddef.h>
#include <stdint.h>

extern unsigned char stack_top[], bss_begin[], bss_end[];
int main(void);
void reset_handler(void);

static _Noreturn void leave(uint32_t code) {
  const uint32_t request[] = {0x20026 /* ADP_Stopped_ApplicationExit */, code};
  register uint32_t r0 __asm__("r0") = 0x20; /* SYS_EXIT_EXTENDED */
  register const void *r1 __asm__("r1") = request;
  for (;;)
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
}

/* What the compilers may call. */
void *memcpy(void *restrict to, const void *restrict from, size_t size) {
  for (size_t i = 0; i < size; ++i)
    ((unsigned char *)to)[i] = ((const unsigned char *)from)[i];
  return to;
}
void *memset(void *to, int value, size_t size) {
  for (size_t i = 0; i < size; ++i)
    ((unsigned char *)to)[i] = (unsigned char)value;
  return to;
}

static void fault_handler(void) { leave(99); }

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    stack_top,
    (const void *)reset_handler,
    (const void *)fault_handler, /* NMI */
    (const void *)fault_handler, /* HardFault */
    (const void *)fault_handler, /* MemManage */
    (const void *)fault_handler, /* BusFault */
    (const void *)fault_handler, /* UsageFault */
    (const void *)fault_handler, /* SecureFault */
};

#define REGISTER(address) (*(volatile uint32_t *)(address))

void reset_handler(void) {
  /* CP10 and CP11: the FPU and, on Cortex-M55, the vector unit. */
  REGISTER(0xE000ED88u) |= 0xFu << 20;
#if __ARM_ARCH >= 8
  REGISTER(0xE000ED14u) |= 1u << 19; /* CCR.LOB: loops without branches */
#endif
  __asm__ volatile("dsb\n\tisb" ::: "memory");
  for (unsigned char *to = bss_begin; to < bss_end; ++to)
    *to = 0;
  leave((uint32_t)main());
}

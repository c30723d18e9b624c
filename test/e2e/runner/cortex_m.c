/* The runner's machine on Cortex-M boards of QEMU: files of the host by semihosting, and an MPU
 * that lets nobody write to code and weights. */
#include "machine.h"

#include <stdint.h>

extern unsigned char __stack_top[], __data_load[], __data_start[], __data_end[], __bss_start[],
    __bss_end[], __protected_start[], __protected_end[], __heap_start[], __heap_end[];
int main(void);
void reset_handler(void);

static uint32_t semihost(uint32_t operation, const void *argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

static _Noreturn void leave(uint32_t code) {
  const uint32_t request[] = {0x20026 /* ADP_Stopped_ApplicationExit */, code};
  semihost(0x20 /* SYS_EXIT_EXTENDED */, request);
  for (;;) {
  }
}

_Noreturn void machine_fail(const char *message) {
  static const char *const parts[] = {"runner: ", "\n"};
  semihost(0x04 /* SYS_WRITE0 */, parts[0]);
  semihost(0x04 /* SYS_WRITE0 */, message);
  semihost(0x04 /* SYS_WRITE0 */, parts[1]);
  leave(1);
}

enum { kRead = 1 /* "rb" */, kWrite = 5 /* "wb" */ };

static uint32_t open_file(const char *path, uint32_t mode) {
  const uint32_t request[] = {(uint32_t)path, mode, strlen(path)};
  return semihost(0x01 /* SYS_OPEN */, request);
}

static uint32_t requests, answers;

int machine_get(void *data, size_t size) {
  for (char *at = data; size > 0;) {
    const uint32_t request[] = {requests, (uint32_t)at, size};
    /* The number of bytes that are still missing. */
    size_t missing = semihost(0x06 /* SYS_READ */, request);
    if (missing >= size)
      return 1;
    at += size - missing;
    size = missing;
  }
  return 0;
}

/* Calls of the host are slow: answers are collected. */
static unsigned char pending[4096];
static size_t pending_size;

static void write_all(const void *data, size_t size) {
  const uint32_t request[] = {answers, (uint32_t)data, size};
  if (size > 0 && semihost(0x05 /* SYS_WRITE */, request) != 0)
    machine_fail("nobody reads the answers");
}

void machine_flush(void) {
  write_all(pending, pending_size);
  pending_size = 0;
}

void machine_put(const void *data, size_t size) {
  if (size > sizeof(pending) - pending_size)
    machine_flush();
  if (size > sizeof(pending)) {
    write_all(data, size);
    return;
  }
  memcpy(pending + pending_size, data, size);
  pending_size += size;
}

static unsigned char *heap_next;

void *machine_allocate(size_t size, enum side side) {
  uintptr_t end = ((uintptr_t)heap_next + size + 63) / 64 * 64;
  if (end < size || end > (uintptr_t)__heap_end)
    machine_fail("out of memory");
  unsigned char *begin = heap_next;
  heap_next = (unsigned char *)end;
  return side == AT_END ? heap_next - size : begin;
}

void machine_release_all(void) { heap_next = __heap_start; }

/* Without a C library, these are the compiler's to call and ours to define. */
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
size_t strlen(const char *text) {
  size_t length = 0;
  while (text[length] != '\0')
    ++length;
  return length;
}

static void fault_handler(void) { machine_fail("a fault"); }

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    __stack_top,
    (const void *)reset_handler,
    (const void *)fault_handler, /* NMI */
    (const void *)fault_handler, /* HardFault */
    (const void *)fault_handler, /* MemManage */
    (const void *)fault_handler, /* BusFault */
    (const void *)fault_handler, /* UsageFault */
    (const void *)fault_handler, /* SecureFault */
};

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define CCR REGISTER(0xE000ED14u)
#define CPACR REGISTER(0xE000ED88u)
#define MPU_CTRL REGISTER(0xE000ED94u)
#define MPU_RNR REGISTER(0xE000ED98u)
#define MPU_RBAR REGISTER(0xE000ED9Cu)
#define MPU_RASR REGISTER(0xE000EDA0u) /* ARMv8-M: MPU_RLAR */

/* Code and weights are only read. */
static void protect_flash(void) {
  MPU_RNR = 0;
#if __ARM_ARCH >= 8
  MPU_RBAR = (uint32_t)__protected_start | 3u << 1; /* read-only */
  MPU_RASR = ((uint32_t)__protected_end - 32u) | 1u;
#else
  /* The linker script gives it a size that is a power of two. */
  uint32_t size = (uint32_t)(__protected_end - __protected_start);
  MPU_RBAR = (uint32_t)__protected_start;
  MPU_RASR = 6u << 24 /* read-only */ | 1u << 17 /* cached */ |
             (uint32_t)(30 - __builtin_clz(size)) << 1 | 1u;
#endif
  MPU_CTRL = 5; /* enabled; the rest as without it */
  __asm__ volatile("dsb\n\tisb" ::: "memory");
}

void reset_handler(void) {
  /* CP10 and CP11: the FPU and, on Cortex-M55, the vector unit. */
  CPACR |= 0xFu << 20;
#ifndef __ARM_FEATURE_UNALIGNED
  CCR |= 1u << 3; /* UNALIGN_TRP */
#endif
#if __ARM_ARCH >= 8
  CCR |= 1u << 19; /* LOB: loops without branches */
#endif
  __asm__ volatile("dsb\n\tisb" ::: "memory");
  memcpy(__data_start, __data_load, (size_t)(__data_end - __data_start));
  memset(__bss_start, 0, (size_t)(__bss_end - __bss_start));
  protect_flash();
  machine_release_all();
  requests = open_file("/dev/stdin", kRead);
  answers = open_file("/dev/stdout", kWrite);
  leave((uint32_t)main());
}

/* Runs the model of add.mlir on a Linux without a C library, and exits with the number of wrong
 * results. */
#include "add.h"

static _Alignas(ADD_ARENA_ALIGN) unsigned char arena[ADD_ARENA_SIZE];
static float x[ADD_X_COUNT] = {1, 2, 3, 4}, y[ADD_OUTPUT_CLASS_COUNT];
static uint8_t bytes[ADD_BYTES_COUNT] = {1, 2, 3, 4}, flag;

/* The number of the system call and its argument, where the architecture has them. */
static void leave(long code) {
#if defined(__i386__)
  __asm__ volatile("int $0x80" ::"a"(1), "b"(code));
#elif defined(__aarch64__)
  register long number __asm__("x8") = 93, argument __asm__("x0") = code;
  __asm__ volatile("svc 0" ::"r"(number), "r"(argument));
#elif defined(__arm__)
  register long number __asm__("r7") = 1, argument __asm__("r0") = code;
  __asm__ volatile("svc 0" ::"r"(number), "r"(argument));
#elif defined(__riscv)
  register long number __asm__("a7") = 93, argument __asm__("a0") = code;
  __asm__ volatile("ecall" ::"r"(number), "r"(argument));
#elif defined(__loongarch__)
  register long number __asm__("$r11") = 93, argument __asm__("$r4") = code;
  __asm__ volatile("syscall 0" ::"r"(number), "r"(argument));
#elif defined(__powerpc__)
  register long number __asm__("r0") = 1, argument __asm__("r3") = code;
  __asm__ volatile("sc" ::"r"(number), "r"(argument));
#elif defined(__s390x__)
  register long number __asm__("r1") = 1, argument __asm__("r2") = code;
  __asm__ volatile("svc 0" ::"r"(number), "r"(argument));
#elif defined(__sparc__)
  register long number __asm__("g1") = 1, argument __asm__("o0") = code;
  __asm__ volatile("t 0x6d" ::"r"(number), "r"(argument));
#endif
  for (;;)
    ;
}

#if defined(__i386__)
__attribute__((force_align_arg_pointer))
#endif
void _start(void) {
  const add_inputs inputs = {x, bytes};
  const add_outputs outputs = {y, &flag};
  long wrong = 0;
  if (add_run(&inputs, &outputs, arena) != ONNXC_OK)
    leave(100);
  for (int i = 0; i < ADD_X_COUNT; ++i)
    wrong += y[i] != 2 * x[i] + 0.5f;
  leave(wrong + (flag != 1));
}

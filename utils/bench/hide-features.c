/* To preload (LD_PRELOAD) into a program: CPUID tells it of a CPU with AVX2 at most, or if compiled
 * with -DHIDE_AMX_ONLY, of one without AMX.
 *
 * Makes CPUID fault (arch_prctl(2), ARCH_SET_CPUID) and answers without the features of AMX, and of
 * AVX-512 and the vector extensions that came after AVX2. Linux on x86-64 CPUs with CPUID faulting;
 * elsewhere the program ends with a message. */
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <cpuid.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

static int allow_cpuid(unsigned long allowed) {
  return (int)syscall(SYS_arch_prctl, ARCH_SET_CPUID, allowed);
}

static uint32_t bit(unsigned number) { return UINT32_C(1) << number; }

/* Takes AMX out of what CPUID answers; bits as in Intel's manual. */
static void hide_amx(uint32_t leaf, uint32_t subleaf, uint32_t *a, uint32_t *d) {
  if (leaf == 7 && subleaf == 0)
    *d &= ~(bit(22) | bit(24) | bit(25));
  if (leaf == 7 && subleaf == 1)
    *a &= ~bit(21);
}

#ifndef HIDE_AMX_ONLY
/* Takes the other newer vector extensions out. */
static void hide_vectors(uint32_t leaf, uint32_t subleaf, uint32_t *a, uint32_t *b, uint32_t *c,
                         uint32_t *d) {
  if (leaf == 7 && subleaf == 0) {
    *b &= ~(bit(16) | bit(17) | bit(21) | bit(26) | bit(27) | bit(28) | bit(30) | bit(31));
    *c &= ~(bit(1) | bit(6) | bit(11) | bit(12) | bit(14));
    *d &= ~(bit(2) | bit(3) | bit(8) | bit(23));
  }
  if (leaf == 7 && subleaf == 1)
    *a &= ~(bit(4) | bit(5) | bit(23));
}
#endif

static void on_fault(int signal_number, siginfo_t *info, void *context) {
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  const uint8_t *code = (const uint8_t *)registers[REG_RIP];
  (void)info;
  if (code[0] != 0x0f || code[1] != 0xa2) {
    signal(signal_number, SIG_DFL);
    return;
  }
  uint32_t leaf = (uint32_t)registers[REG_RAX], subleaf = (uint32_t)registers[REG_RCX];
  uint32_t a, b, c, d;
  allow_cpuid(1);
  __cpuid_count(leaf, subleaf, a, b, c, d);
  allow_cpuid(0);
  hide_amx(leaf, subleaf, &a, &d);
#ifndef HIDE_AMX_ONLY
  hide_vectors(leaf, subleaf, &a, &b, &c, &d);
#endif
  registers[REG_RAX] = a;
  registers[REG_RBX] = b;
  registers[REG_RCX] = c;
  registers[REG_RDX] = d;
  registers[REG_RIP] += 2;
}

__attribute__((constructor)) static void begin(void) {
  struct sigaction action = {0};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  sigaction(SIGSEGV, &action, NULL);
  if (allow_cpuid(0)) {
    perror("hide-features: this machine has no CPUID faulting");
    exit(1);
  }
}

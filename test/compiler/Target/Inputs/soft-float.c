/* The helpers of libgcc for floats that examples/firmware needs. Compiled for a CPU with
 * floating-point instructions, but for the ABI of one without. */
#include <stdint.h>

float __addsf3(float a, float b) { return a + b; }
float __subsf3(float a, float b) { return a - b; }
float __mulsf3(float a, float b) { return a * b; }
float __divsf3(float a, float b) { return a / b; }
int __eqsf2(float a, float b) { return !(a == b); }
int __nesf2(float a, float b) { return !(a == b); }
int __ltsf2(float a, float b) { return a < b ? -1 : 1; }
int __lesf2(float a, float b) { return a <= b ? -1 : 1; }
int __gtsf2(float a, float b) { return a > b ? 1 : -1; }
int __gesf2(float a, float b) { return a >= b ? 1 : -1; }
int __unordsf2(float a, float b) { return a != a || b != b; }
int32_t __fixsfsi(float a) { return (int32_t)a; }
uint32_t __fixunssfsi(float a) { return (uint32_t)a; }
float __floatsisf(int32_t a) { return (float)a; }
float __floatunsisf(uint32_t a) { return (float)a; }

/* What the program needs of a board; cortex_m.c and aarch64.c have one each. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* Prints `text` on the board's console. */
void board_print(const char *text);

/* Ends the emulation with `code`. */
_Noreturn void board_exit(int code);

/* A timer that counts up. With -icount shift=0, QEMU's clock goes on by one nanosecond with
 * every instruction, so a timer of a known rate counts instructions. BOARD_TIMER_HZ comes from
 * the Makefile. */
uint32_t board_ticks(void);
#define BOARD_INSTRUCTIONS(ticks) ((ticks) * (4000000000u / BOARD_TIMER_HZ) / 4u)

#endif

// Runs a model that measures itself twice and prints what does not depend on time.
#include "net.h"

#include <stdio.h>

static float x[NET_X_COUNT] = {1, 2, 3, -4, 5, -6, 0.5f, 0.25f, -1, 1};
static float y[NET_Y_COUNT];
static union {
  uint64_t align;
  unsigned char bytes[NET_ARENA_SIZE + NET_ARENA_ALIGN];
} memory;

#ifdef WITH_CLOCK
uint64_t onnxc_clock(void) {
  static uint64_t ticks;
  return ticks += 100;
}
#endif

static void run(void *arena) {
  net_inputs in = {x};
  net_outputs out = {y};
  onnxc_status status = net_run(&in, &out, arena);
  printf("status %d: %.4f %.4f\n", status, (double)y[0], (double)y[1]);
}

int main(void) {
  unsigned char *arena = NET_STATIC_ARENA ? NULL : memory.bytes;
  if (arena)
    arena += NET_ARENA_ALIGN - (uintptr_t)arena % NET_ARENA_ALIGN;
  run(arena);
  run(arena);
  const onnxc_profile_counter *counters = onnxc_profile_counters(&net_profile, arena);
  uint64_t sum = 0;
  for (uint32_t i = 0; i < net_profile.entry_count; ++i) {
    const onnxc_profile_entry *entry = &net_profile.entries[i];
    printf("%s | %s | %s | %s | %d flops, %d bytes, %d calls\n", entry->nodes, entry->operators,
           entry->kernel, entry->work, (int)entry->flops, (int)entry->bytes,
           (int)counters[i].calls);
    sum += counters[i].ticks;
  }
  const onnxc_profile_counter *whole = &counters[NET_PROFILE_COUNT];
  printf("%d run, %s\n", (int)whole->calls,
         whole->ticks > 0 && sum <= whole->ticks ? "plausible" : "implausible");
#ifdef WITH_CLOCK
  printf("%d ticks\n", (int)counters[0].ticks);
#endif
  return 0;
}

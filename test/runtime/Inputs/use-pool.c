/* Whether a pool calls each task once, whoever uses it, awake and after sleeping. */
#include "onnxc_pool.h"

#include <stdio.h>

enum { rounds = 200, most_tasks = 100 };

typedef struct work {
  const onnxc_threads *threads;
  uint32_t counts[most_tasks];
  uint32_t inner[most_tasks];
  uint32_t nested;
} work;

static void count_inner(void *data, uint32_t index) { ++((work *)data)->inner[index]; }

static void count(void *data, uint32_t index) {
  work *own = (work *)data;
  ++own->counts[index];
  /* The pool is in use: this thread does it alone. */
  if (own->nested && index == 0)
    own->threads->parallel_for(own->threads->context, count_inner, own, most_tasks);
}

static int runs_each_once(const onnxc_threads *threads, uint32_t tasks, uint32_t nested) {
  work own;
  memset(&own, 0, sizeof(own));
  own.threads = threads;
  own.nested = nested;
  threads->parallel_for(threads->context, count, &own, tasks);
  for (uint32_t i = 0; i < most_tasks; ++i)
    if (own.counts[i] != (i < tasks) || own.inner[i] != (nested && tasks > 0))
      return 0;
  return 1;
}

static void pause_us(long microseconds) {
  struct timespec time = {0, microseconds * 1000};
  nanosleep(&time, NULL);
}

/* Returns null if all went well. */
static void *use(void *argument) {
  const onnxc_threads *threads = (const onnxc_threads *)argument;
  for (uint32_t i = 0; i < rounds; ++i) {
    if (!runs_each_once(threads, i * 7 % most_tasks, i % 16 == 0))
      return argument;
    if (i % 8 == 0)
      pause_us(200);
  }
  return NULL;
}

int main(void) {
  for (uint32_t threads = 0; threads <= 5; ++threads) {
    onnxc_pool pool;
    pthread_t others[2];
    void *failed = NULL;
    if (onnxc_pool_init(&pool, threads) != 0)
      return 1;
    if (use((void *)&pool.threads) != NULL)
      printf("%u threads: a task ran twice or never\n", (unsigned)threads);
    for (int i = 0; i < 2; ++i)
      if (pthread_create(&others[i], NULL, use, (void *)&pool.threads) != 0)
        return 1;
    for (int i = 0; i < 2; ++i) {
      pthread_join(others[i], &failed);
      if (failed != NULL)
        printf("%u shared threads: a task ran twice or never\n", (unsigned)threads);
    }
    onnxc_pool_destroy(&pool);
    printf("%u threads\n", (unsigned)threads);
  }
  return 0;
}

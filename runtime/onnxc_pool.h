/* Threads for models that were compiled with --threads=caller, on POSIX systems:
 *
 *   onnxc_pool pool;
 *   if (onnxc_pool_init(&pool, 4) != 0)
 *     ...
 *   foo_run(&inputs, &outputs, arena, onnxc_pool_threads(&pool));
 *   onnxc_pool_destroy(&pool);
 *
 * or in C++
 *
 *   onnxc::thread_pool pool(4);
 *   foo_run(&inputs, &outputs, arena, pool.threads());
 *
 * The thread that runs the model works too, so a pool of 4 starts 3. Threads without work sleep;
 * only for a moment, the time between two kernels, do they look for more before they do. A pool may
 * be shared by threads that run models: while one uses it, the others run alone. Needs GCC or Clang
 * and POSIX.1-2008: with -std=c99, define _POSIX_C_SOURCE as 200809L. */
#ifndef ONNXC_POOL_H
#define ONNXC_POOL_H

#ifndef ONNXC_THREADS_H
#include "onnxc_threads.h"
#endif

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For how many microseconds a thread without work looks for some before it sleeps. It takes longer
 * to wake a thread than a small kernel takes, but what a model does between its kernels on one
 * thread is shorter. 0 lets threads sleep at once. */
#ifndef ONNXC_POOL_WAIT_US
#define ONNXC_POOL_WAIT_US 50
#endif

/* Tasks that one thread carries out first, from a cache line of their own. */
typedef struct onnxc_pool_share {
  uint32_t unclaimed; /* tasks that nobody has begun; atomic */
  uint32_t end;       /* the task after the last one */
  char padding[56];
} onnxc_pool_share;

/* All fields are the pool's own. */
typedef struct onnxc_pool {
  onnxc_threads threads;
  pthread_mutex_t in_use; /* held by the thread whose tasks the pool carries out */
  /* The tasks, which change only while all are finished. Neighbours are one thread's share, so that
   * it finds in its cache what it has written before; who is done takes from others. */
  onnxc_task task;
  void *data;
  onnxc_pool_share *shares; /* one for each thread, the first for the one that runs the model */
  uint32_t unfinished;      /* tasks that are not done; atomic */
  uint32_t round;           /* counts how often there were tasks; atomic */
  uint32_t started;         /* counts the threads that have taken a share; atomic */
  pthread_mutex_t mutex;
  pthread_cond_t more; /* there are tasks, or the pool ends */
  pthread_cond_t done; /* all tasks are finished */
  uint32_t sleeping;   /* threads that wait for more; atomic */
  uint32_t waiting;    /* 1: somebody waits for done; atomic */
  uint32_t ending;     /* 1: the pool ends */
  uint32_t workers;    /* entries of `ids` */
  pthread_t *ids;
} onnxc_pool;

static inline void onnxc_pool_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb" ::: "memory");
#endif
}

static inline uint64_t onnxc_pool_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

/* Looks for a short time whether the atomic `value` changes from `old`. */
static inline int onnxc_pool_changes(const uint32_t *value, uint32_t old) {
  uint64_t end = onnxc_pool_now() + ONNXC_POOL_WAIT_US;
  do {
    for (int i = 0; i < 16; ++i) {
      if (__atomic_load_n(value, __ATOMIC_ACQUIRE) != old)
        return 1;
      onnxc_pool_pause();
    }
  } while (onnxc_pool_now() < end);
  return 0;
}

/* Carries out what nobody has begun of a share. */
static inline void onnxc_pool_work_on(onnxc_pool *pool, onnxc_pool_share *share) {
  uint32_t left = __atomic_load_n(&share->unclaimed, __ATOMIC_ACQUIRE);
  while (left != 0) {
    if (!__atomic_compare_exchange_n(&share->unclaimed, &left, left - 1, 0, __ATOMIC_ACQUIRE,
                                     __ATOMIC_ACQUIRE))
      continue;
    /* The task is claimed but not finished, so nothing here changes before it is. */
    pool->task(pool->data, share->end - left);
    if (__atomic_sub_fetch(&pool->unfinished, 1, __ATOMIC_SEQ_CST) == 0 &&
        __atomic_load_n(&pool->waiting, __ATOMIC_SEQ_CST)) {
      pthread_mutex_lock(&pool->mutex);
      pthread_cond_signal(&pool->done);
      pthread_mutex_unlock(&pool->mutex);
    }
    left = __atomic_load_n(&share->unclaimed, __ATOMIC_ACQUIRE);
  }
}

/* Carries out tasks, beginning with share `own`, until all have begun. */
static inline void onnxc_pool_work(onnxc_pool *pool, uint32_t own) {
  uint32_t shares = pool->workers + 1;
  for (uint32_t i = 0; i < shares; ++i)
    onnxc_pool_work_on(pool, &pool->shares[(own + i) % shares]);
}

/* Sleeps until there are tasks that came after round `seen`; 0 if the pool ends. */
static inline int onnxc_pool_sleep(onnxc_pool *pool, uint32_t seen) {
  int ending;
  pthread_mutex_lock(&pool->mutex);
  __atomic_add_fetch(&pool->sleeping, 1, __ATOMIC_SEQ_CST);
  while (!pool->ending && __atomic_load_n(&pool->round, __ATOMIC_SEQ_CST) == seen)
    pthread_cond_wait(&pool->more, &pool->mutex);
  __atomic_sub_fetch(&pool->sleeping, 1, __ATOMIC_SEQ_CST);
  ending = pool->ending != 0;
  pthread_mutex_unlock(&pool->mutex);
  return !ending;
}

static inline void *onnxc_pool_thread(void *argument) {
  onnxc_pool *pool = (onnxc_pool *)argument;
  uint32_t own = __atomic_add_fetch(&pool->started, 1, __ATOMIC_RELAXED), seen = 0;
  while (onnxc_pool_changes(&pool->round, seen) || onnxc_pool_sleep(pool, seen)) {
    seen = __atomic_load_n(&pool->round, __ATOMIC_ACQUIRE);
    onnxc_pool_work(pool, own);
  }
  return NULL;
}

/* Waits for the tasks that other threads have begun. */
static inline void onnxc_pool_wait(onnxc_pool *pool) {
  uint32_t left = __atomic_load_n(&pool->unfinished, __ATOMIC_ACQUIRE);
  while (left != 0 && onnxc_pool_changes(&pool->unfinished, left))
    left = __atomic_load_n(&pool->unfinished, __ATOMIC_ACQUIRE);
  if (left == 0)
    return;
  pthread_mutex_lock(&pool->mutex);
  __atomic_store_n(&pool->waiting, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(&pool->unfinished, __ATOMIC_SEQ_CST) != 0)
    pthread_cond_wait(&pool->done, &pool->mutex);
  __atomic_store_n(&pool->waiting, 0, __ATOMIC_SEQ_CST);
  pthread_mutex_unlock(&pool->mutex);
}

/* Makes shares of `count` tasks. */
static inline void onnxc_pool_deal(onnxc_pool *pool, uint32_t count) {
  uint32_t begin = 0, threads = pool->workers + 1;
  for (uint32_t i = 0; i < threads; ++i) {
    uint32_t end = (uint32_t)((uint64_t)count * (i + 1) / threads);
    pool->shares[i].end = end;
    __atomic_store_n(&pool->shares[i].unclaimed, end - begin, __ATOMIC_RELEASE);
    begin = end;
  }
}

/* The pool's parallel_for; `context` is the pool. */
static inline void onnxc_pool_run(void *context, onnxc_task task, void *data, uint32_t count) {
  onnxc_pool *pool = (onnxc_pool *)context;
  if (count < 2 || pool->workers == 0 || pthread_mutex_trylock(&pool->in_use) != 0) {
    for (uint32_t i = 0; i < count; ++i)
      task(data, i);
    return;
  }
  pool->task = task;
  pool->data = data;
  __atomic_store_n(&pool->unfinished, count, __ATOMIC_RELAXED);
  onnxc_pool_deal(pool, count);
  __atomic_add_fetch(&pool->round, 1, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&pool->sleeping, __ATOMIC_SEQ_CST) != 0) {
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_broadcast(&pool->more);
    pthread_mutex_unlock(&pool->mutex);
  }
  onnxc_pool_work(pool, 0);
  onnxc_pool_wait(pool);
  pthread_mutex_unlock(&pool->in_use);
}

/* Ends the threads of a pool that nobody uses. */
static inline void onnxc_pool_destroy(onnxc_pool *pool) {
  pthread_mutex_lock(&pool->mutex);
  pool->ending = 1;
  pthread_cond_broadcast(&pool->more);
  pthread_mutex_unlock(&pool->mutex);
  for (uint32_t i = 0; i < pool->workers; ++i)
    pthread_join(pool->ids[i], NULL);
  free(pool->ids);
  free(pool->shares);
  pthread_cond_destroy(&pool->done);
  pthread_cond_destroy(&pool->more);
  pthread_mutex_destroy(&pool->mutex);
  pthread_mutex_destroy(&pool->in_use);
}

/* Makes a pool of `threads` threads, counting the one that runs models. The pool stays where it is
 * until it is destroyed. Returns 0, or the system's error number, and then there is no pool. */
static inline int onnxc_pool_init(onnxc_pool *pool, uint32_t threads) {
  int error = 0;
  memset(pool, 0, sizeof(*pool));
  pool->threads.context = pool;
  pool->threads.parallel_for = onnxc_pool_run;
  threads = threads == 0 ? 1 : threads;
  pool->ids = (pthread_t *)calloc(threads, sizeof(pthread_t));
  pool->shares = (onnxc_pool_share *)calloc(threads, sizeof(onnxc_pool_share));
  if (pool->ids == NULL || pool->shares == NULL) {
    free(pool->ids);
    free(pool->shares);
    return ENOMEM;
  }
  pthread_mutex_init(&pool->in_use, NULL);
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->more, NULL);
  pthread_cond_init(&pool->done, NULL);
  while (error == 0 && pool->workers + 1 < threads) {
    error = pthread_create(&pool->ids[pool->workers], NULL, onnxc_pool_thread, pool);
    pool->workers += error == 0;
  }
  if (error != 0)
    onnxc_pool_destroy(pool);
  return error;
}

/* What a model takes as its threads. */
static inline const onnxc_threads *onnxc_pool_threads(const onnxc_pool *pool) {
  return &pool->threads;
}

#ifdef __cplusplus
} /* extern "C" */

#if __cplusplus >= 201103L
#include <system_error>

namespace onnxc {

/* A pool that ends with its scope. Throws std::system_error if the system has no threads. */
class thread_pool {
public:
  explicit thread_pool(uint32_t threads) {
    if (int error = onnxc_pool_init(&pool_, threads))
      throw std::system_error(error, std::generic_category());
  }
  ~thread_pool() { onnxc_pool_destroy(&pool_); }
  thread_pool(const thread_pool &) = delete;
  thread_pool &operator=(const thread_pool &) = delete;

  const onnxc_threads *threads() const noexcept { return &pool_.threads; }

private:
  onnxc_pool pool_;
};

} // namespace onnxc
#endif
#endif

#endif

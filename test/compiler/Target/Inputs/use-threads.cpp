#include "threads.h"
// Either order of the headers is right.
#include "onnxc_pool.h"

int run(threads_runner::arena &arena, const float (&x)[THREADS_X_COUNT],
        float (&scores)[THREADS_SCORES_COUNT], float (&map)[THREADS_MAP_COUNT]) {
  threads_runner model(arena);
  onnxc::thread_pool pool(2);
  return model.run(x, scores, map) + model.run(x, scores, map, pool.threads());
}

#include "onnxc_pool.h"

#include <cstdio>

static void twice(void *data, uint32_t index) { static_cast<int *>(data)[index] *= 2; }

int main() {
  onnxc::thread_pool pool(2);
  int numbers[] = {1, 2, 3};
  const onnxc_threads *threads = pool.threads();
  threads->parallel_for(threads->context, twice, numbers, 3);
  std::printf("%d %d %d\n", numbers[0], numbers[1], numbers[2]);
}

#include "add.h"

#include <array>
#include <cstdio>
#include <vector>

static_assert(ADD_ARENA_SIZE <= 1024, "the arena has to fit");
static_assert(add_runner::x_view::size() == ADD_X_COUNT, "sizes agree");

int main() {
  static add_runner::arena arena;
  const std::vector<float> x = {1, 2, 3, 4};
  const uint8_t bytes[] = {1, 2, 3, 4};
  std::array<float, 4> y{};
  uint8_t flag[1] = {0};
  add_runner runner(arena);
  int status = runner.run(x, bytes, y, flag);
  add_runner::output_class_view view(y);
  std::printf("%d: %g %g, %d\n", status, static_cast<double>(view(0, 0)),
              static_cast<double>(view[3]), flag[0]);
  // A vector that is too short is refused.
  const std::vector<float> two = {1, 2};
  std::printf("%d\n", runner.run(two, bytes, y, flag));
}

#include "compiler/Transforms/KernelTile.h"

#include "gtest/gtest.h"

#include <vector>

using namespace onnxc;

static const TileMachine kAvx2{16, 32, false, 32768, 8};
static const TileMachine kAvx512{32, 64, false, 49152, 12};
static const TileMachine kNeon{32, 16, true, 65536, 4};

static KernelShape makeImage(int64_t size, int64_t vectors, int64_t depth) {
  KernelShape shape;
  shape.pixels = {1, size, size};
  shape.vectors = vectors;
  shape.depth = depth;
  return shape;
}

// Rows of small images share a tile; those of large ones do not.
TEST(KernelTileTest, SmallImagesFillTheTile) {
  PixelTile small = choosePixelTile(std::vector<int64_t>{1, 3, 3}, 6);
  EXPECT_EQ(small.inner, 2u);
  EXPECT_EQ(small.width, 3);
  EXPECT_EQ(small.height, 2);
  PixelTile large = choosePixelTile(std::vector<int64_t>{1, 56, 56}, 6);
  EXPECT_EQ(large.width, 6);
  EXPECT_EQ(large.height, 1);
}

TEST(KernelTileTest, LeavesRegistersForItsFactors) {
  for (const TileMachine &machine : {kAvx2, kAvx512, kNeon})
    for (int64_t vectors : {1, 2, 3, 8, 125}) {
      RegisterTile tile = chooseKernelTile(makeImage(56, vectors, 64), machine);
      int64_t pixels = machine.byLane ? kPixelVectors * tile.rows : 1;
      EXPECT_LE(tile.rows * tile.vectors + tile.vectors + pixels, machine.registers);
      EXPECT_GE(tile.rows, 1);
    }
}

// Eight products of 8 vectors of output channels are all that loads of pairs reach from one
// address.
TEST(KernelTileTest, StepsReadWeightsFromOneAddress) {
  EXPECT_EQ(getPixelVectors(8, 4), kPixelVectors);
  EXPECT_EQ(getPixelVectors(9, 4), 1);
}

// Two vectors of output channels, and as many pixels as the registers hold sums for.
TEST(KernelTileTest, ManyRowsShareTheWeights) {
  RegisterTile avx2 = chooseKernelTile(makeImage(56, 8, 576), kAvx2);
  EXPECT_EQ(avx2.rows, 6);
  EXPECT_EQ(avx2.vectors, 2);
  RegisterTile avx512 = chooseKernelTile(makeImage(56, 4, 576), kAvx512);
  EXPECT_EQ(avx512.rows, 14);
  EXPECT_EQ(avx512.vectors, 2);
}

// Panels of 48 output channels and 4608 products each would fill nearly half of a second cache of
// 2 MiB, to be read once more for each few pixels.
TEST(KernelTileTest, DeepPanelsAreNarrow) {
  TileMachine machine = kAvx512;
  machine.l2Bytes = 2 << 20;
  KernelShape shape = makeImage(7, 32, 4608);
  shape.inputStride = 4096;
  EXPECT_EQ(chooseKernelTile(shape, machine).vectors, 2);
  shape.depth = 1152;
  EXPECT_EQ(chooseKernelTile(shape, machine).vectors, 3);
  shape.pixels = {1};
  shape.depth = 4608;
  EXPECT_GT(chooseKernelTile(shape, machine).vectors, 3);
}

// Rows 4 KiB apart fall into one set of the first cache, which holds 12 lines.
TEST(KernelTileTest, RowsInOneCacheSetAreFew) {
  KernelShape shape = makeImage(14, 16, 1024);
  shape.inputStride = 4096;
  EXPECT_LE(chooseKernelTile(shape, kAvx512).rows, 12);
  shape.inputStride = 4160;
  EXPECT_EQ(chooseKernelTile(shape, kAvx512).rows, 14);
}

// Without caches only instructions count.
TEST(KernelTileTest, MicrocontrollersHaveNoCacheToMiss) {
  KernelShape shape = makeImage(8, 16, 64);
  shape.inputStride = 4096;
  TileMachine scalar{32, 4, false, 0, 1};
  RegisterTile tile = chooseKernelTile(shape, scalar);
  EXPECT_GE(tile.rows * tile.vectors, 8);
}

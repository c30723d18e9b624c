#include "compiler/KernelGen/Plan/KernelTile.h"

#include "TestMachine.h"
#include "gtest/gtest.h"

#include <vector>

using namespace onnxc;

static const char kAvx2[] = "vectorBytes = 32, vectorRegisters = 16, l1Bytes = 32768, l1Ways = 8";
static const char kAvx512[] =
    "vectorBytes = 64, vectorRegisters = 32, l1Bytes = 49152, l1Ways = 12";
static const char kNeon[] =
    "vectorBytes = 16, vectorRegisters = 32, l1Bytes = 65536, l1Ways = 4, fmaByLane = true";

static KernelShape makeImage(int64_t size, int64_t vectors, int64_t depth) {
  KernelShape shape;
  shape.pixels = {1, size, size};
  shape.vectors = vectors;
  shape.depth = depth;
  return shape;
}

// Rows of small images share a tile; those of large ones do not.
TEST(KernelTileTest, SmallImagesFillTheTile) {
  kernel::PixelTile small = kernel::choosePixelTile(std::vector<int64_t>{1, 3, 3}, 6);
  EXPECT_EQ(small.inner, 2u);
  EXPECT_EQ(small.width, 3);
  EXPECT_EQ(small.height, 2);
  kernel::PixelTile large = kernel::choosePixelTile(std::vector<int64_t>{1, 56, 56}, 6);
  EXPECT_EQ(large.width, 6);
  EXPECT_EQ(large.height, 1);
}

TEST(KernelTileTest, LeavesRegistersForItsFactors) {
  for (const TileMachine &machine : {makeMachine(kAvx2), makeMachine(kAvx512), makeMachine(kNeon)})
    for (int64_t vectors : {1, 2, 3, 8, 125}) {
      RegisterTile tile = chooseKernelTile(makeImage(56, vectors, 64), machine);
      int64_t pixels = machine.multipliesByLane() ? kPixelVectors * tile.rows : 1;
      EXPECT_LE(tile.rows * tile.vectors + tile.vectors + pixels, machine.getRegisters());
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
  RegisterTile avx2 = chooseKernelTile(makeImage(56, 8, 576), makeMachine(kAvx2));
  EXPECT_EQ(avx2.rows, 6);
  EXPECT_EQ(avx2.vectors, 2);
  RegisterTile avx512 = chooseKernelTile(makeImage(56, 4, 576), makeMachine(kAvx512));
  EXPECT_EQ(avx512.rows, 14);
  EXPECT_EQ(avx512.vectors, 2);
}

// Panels of 48 output channels and 4608 products each would fill nearly half of a second cache of
// 2 MiB, to be read once more for each few pixels.
TEST(KernelTileTest, DeepPanelsAreNarrow) {
  TileMachine machine = makeMachine((llvm::Twine(kAvx512) + ", l2Bytes = 2097152").str());
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
  TileMachine machine = makeMachine(kAvx512);
  KernelShape shape = makeImage(14, 16, 1024);
  shape.inputStride = 4096;
  EXPECT_LE(chooseKernelTile(shape, machine).rows, 12);
  shape.inputStride = 4160;
  EXPECT_EQ(chooseKernelTile(shape, machine).rows, 14);
}

// Without caches only instructions count.
TEST(KernelTileTest, MicrocontrollersHaveNoCacheToMiss) {
  KernelShape shape = makeImage(8, 16, 64);
  shape.inputStride = 4096;
  RegisterTile tile = chooseKernelTile(shape, makeMachine("vectorRegisters = 32"));
  EXPECT_GE(tile.rows * tile.vectors, 8);
}

// Fewer registers make smaller code, and so does one product a step. The machine keeps its facts.
TEST(KernelTileTest, SmallCodeHasSmallTiles) {
  TileMachine quick = makeMachine(kNeon), small = makeMachine(kNeon, "optimizeSize = true");
  EXPECT_EQ(small->getVectorRegisters(), 32);
  EXPECT_TRUE(quick.multipliesByLane());
  EXPECT_FALSE(small.multipliesByLane());
  KernelShape shape = makeImage(56, 8, 576);
  RegisterTile tile = chooseKernelTile(shape, small);
  EXPECT_LE(tile.rows * tile.vectors, 8);
  RegisterTile large = chooseKernelTile(shape, quick);
  EXPECT_GT(large.rows * large.vectors, 8);
}

// Pairs of pixels lie along the dimension that leaves fewer of them alone.
TEST(KernelTileTest, PairsLieWhereFewerPixelsAreAlone) {
  kernel::PixelTile even = kernel::choosePixelPairs({1, 5, 8}, 2),
                    odd = kernel::choosePixelPairs({1, 8, 5}, 2);
  EXPECT_EQ(even.inner, 2u);
  EXPECT_EQ(odd.inner, 1u);
  EXPECT_EQ(odd.outer, 2u);
  EXPECT_EQ(odd.width, 2);
}

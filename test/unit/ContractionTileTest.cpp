#include "compiler/Transforms/ContractionTile.h"

#include "gtest/gtest.h"

using namespace onnxc;

TEST(ContractionTileTest, FitsTheRegisters) {
  for (int64_t registers : {8, 16, 32})
    for (int64_t rows : {1, 5, 64})
      for (int64_t vectors : {1, 3, 100}) {
        RegisterTile tile = chooseRegisterTile(rows, vectors, registers);
        EXPECT_LE(tile.rows * tile.vectors + tile.vectors + 1, registers);
        EXPECT_LE(tile.rows, rows);
        EXPECT_LE(tile.vectors, vectors);
      }
}

// Sixteen registers are used up by a large product.
TEST(ContractionTileTest, FillsTheRegisters) {
  RegisterTile tile = chooseRegisterTile(96, 96, 16);
  EXPECT_EQ(tile.rows * tile.vectors, 12);
}

// One row has only vectors to hide the latency with.
TEST(ContractionTileTest, OneRowTakesManyVectors) {
  EXPECT_GE(chooseRegisterTile(1, 64, 16).vectors, 4);
}

#include "compiler/KernelGen/Plan/ContractionTile.h"

#include "gtest/gtest.h"

#include <vector>

using namespace onnxc;

TEST(ContractionTileTest, FitsTheRegisters) {
  for (int64_t registers : {8, 16, 32})
    for (int64_t rows : {1, 5, 64})
      for (int64_t vectors : {1, 3, 100}) {
        RegisterTile tile = chooseRegisterTile(rows, vectors, {registers});
        EXPECT_LE(tile.rows * tile.vectors + tile.vectors + 1, registers);
        EXPECT_LE(tile.rows, rows);
        EXPECT_LE(tile.vectors, vectors);
      }
}

// 16 registers hold 6 by 2 sums beside three factors and one that comes early; 4 by 3 would leave
// none for that.
TEST(ContractionTileTest, KeepsTheMultipliersBusy) {
  RegisterTile tile = chooseRegisterTile(48, 12, {16});
  EXPECT_EQ(tile.rows, 6);
  EXPECT_EQ(tile.vectors, 2);
}

TEST(ContractionTileTest, EachRowHoldsAVectorOfLanes) {
  RegisterTile tile = chooseRegisterTile(120, 24, {32, /*byLane=*/true});
  EXPECT_EQ(tile.rows, 5);
  EXPECT_EQ(tile.vectors, 4);
}

TEST(ContractionTileTest, RowsHaveIntegerRegistersForPointers) {
  ContractionMachine machine{32};
  EXPECT_GT(chooseRegisterTile(64, 1, machine).rows, kMostRowPointers);
  machine.rowPointers = true;
  EXPECT_LE(chooseRegisterTile(64, 1, machine).rows, kMostRowPointers);
}

// A factor that takes two instructions to come into all lanes asks for fewer rows.
TEST(ContractionTileTest, FewRowsWithoutBroadcasts) {
  ContractionMachine machine{16};
  machine.broadcasts = false;
  EXPECT_LT(chooseRegisterTile(48, 12, machine).rows, 6);
}

// One row has only vectors to hide the latency with.
TEST(ContractionTileTest, OneRowTakesManyVectors) {
  EXPECT_GE(chooseRegisterTile(1, 64, {16}).vectors, 4);
}

TEST(ContractionTileTest, SplitsALoop) {
  llvm::SmallVector<Segment> segments = splitLoop(17, 6);
  ASSERT_EQ(segments.size(), 2u);
  EXPECT_EQ(segments[0].count, 2);
  EXPECT_EQ(segments[1].begin, 12);
  EXPECT_EQ(segments[1].width, 5);
  EXPECT_EQ(splitLoop(12, 6).size(), 1u);
}

// Each element is in a tile, and only vectors of one tile overlap.
TEST(ContractionTileTest, LanesAreCoveredOnceByTiles) {
  for (int64_t registers : {8, 16, 32})
    for (int64_t lanes : {1, 4, 8})
      for (int64_t rows : {1, 7, 64})
        for (int64_t size = lanes; size < 100; ++size) {
          std::vector<int> tiles(size);
          for (const LaneSegment &part : splitLanes(rows, size, lanes, {registers}))
            for (int64_t i = 0; i < part.segment.count; ++i) {
              std::vector<int> covered(size);
              for (int64_t begin : part.vectors)
                for (int64_t lane = 0; lane < lanes; ++lane)
                  covered.at(part.segment.begin + i * part.segment.width + begin + lane) = 1;
              for (int64_t at = 0; at < size; ++at)
                tiles[at] += covered[at];
            }
          EXPECT_EQ(tiles, std::vector<int>(size, 1)) << size << " of " << lanes;
        }
}

TEST(ContractionTileTest, EvenSplitsCoverAll) {
  for (int64_t size : {1, 6, 7, 13, 14, 112})
    for (int64_t width : {1, 4, 6}) {
      int64_t covered = 0;
      for (Segment segment : splitEvenly(size, width)) {
        EXPECT_EQ(segment.begin, covered);
        EXPECT_LE(segment.width, width);
        covered += segment.count * segment.width;
      }
      EXPECT_EQ(covered, size);
    }
  EXPECT_EQ(splitEvenly(14, 6).front().width, 5);
}

#include "compiler/Target/Identifiers.h"

#include "gtest/gtest.h"

using namespace onnxc;

namespace {

TEST(IdentifiersTest, KeepsWhatCanBeKept) {
  EXPECT_EQ(makeIdentifier("images", "input"), "images");
  EXPECT_EQ(makeIdentifier("StatefulPartitionedCall:0", "output"), "StatefulPartitionedCall_0");
  EXPECT_EQ(makeIdentifier("/model.0/conv/Conv_output_0", "input"), "model_0_conv_Conv_output_0");
}

TEST(IdentifiersTest, AvoidsReservedForms) {
  EXPECT_EQ(makeIdentifier("__x__y_", "input"), "x_y");
  EXPECT_EQ(makeIdentifier("_Input", "input"), "Input");
  EXPECT_EQ(makeIdentifier("123", "input"), "input_123");
  EXPECT_EQ(makeIdentifier("", "input"), "input");
  EXPECT_EQ(makeIdentifier("\xE7\x94\xBB\xE5\x83\x8F", "input"), "input");
}

TEST(IdentifiersTest, AvoidsKeywordsAndMacros) {
  EXPECT_EQ(makeIdentifier("class", "input"), "input_class");
  EXPECT_EQ(makeIdentifier("restrict", "output"), "output_restrict");
  EXPECT_EQ(makeIdentifier("NULL", "output"), "output_NULL");
  EXPECT_EQ(makeIdentifier("linux", "model"), "model_linux");
}

TEST(IdentifiersTest, StaysUnique) {
  UniqueIdentifiers identifiers;
  EXPECT_EQ(identifiers.make("a.b", "input"), "a_b");
  EXPECT_EQ(identifiers.make("a:b", "input"), "a_b_2");
  EXPECT_EQ(identifiers.make("a_b_2", "input"), "a_b_2_2");
  EXPECT_EQ(identifiers.make("A/B", "input"), "A_B_3");
}

TEST(IdentifiersTest, EscapesForComments) {
  EXPECT_EQ(escapeForC("a*/b"), "a*\\057b");
  EXPECT_EQ(escapeForC("a/*b"), "a/\\052b");
  EXPECT_EQ(escapeForC("say \"hi\"\n"), "say \\042hi\\042\\012");
  EXPECT_EQ(escapeForC("gr\xC3\xB6\xC3\x9F"
                       "e"),
            "gr\xC3\xB6\xC3\x9F"
            "e");
  EXPECT_EQ(escapeForC("\xC3"), "\\303");
  EXPECT_EQ(escapeForC("\xE2\x80\xAE"), "\\342\\200\\256");
}

} // namespace

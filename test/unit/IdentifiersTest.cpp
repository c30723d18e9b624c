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
  for (const char *name : {"INPUT", "None", "signals", "INT8_MAX", "int64_t", "size_t"})
    EXPECT_EQ(makeIdentifier(name, "input"), std::string("input_") + name);
}

TEST(IdentifiersTest, AvoidsMacrosOfTheHeader) {
  UniqueIdentifiers identifiers("net");
  EXPECT_EQ(identifiers.make("NET_ARENA_SIZE", "input"), "input_NET_ARENA_SIZE");
  EXPECT_EQ(identifiers.make("NET_X_COUNT", "input"), "input_NET_X_COUNT");
  EXPECT_EQ(identifiers.make("ONNXC_ABI_VERSION", "output"), "output_ONNXC_ABI_VERSION");
  EXPECT_EQ(identifiers.make("profile", "output"), "profile_2");
  // These are not macros.
  EXPECT_EQ(identifiers.make("net_arena_size", "input"), "net_arena_size");
  EXPECT_EQ(identifiers.make("NETWORK", "input"), "NETWORK");
}

TEST(IdentifiersTest, CutsLongNames) {
  std::string name(1 << 20, 'a');
  EXPECT_EQ(makeIdentifier(name, "input"), std::string(200, 'a'));
  UniqueIdentifiers identifiers("model");
  EXPECT_EQ(identifiers.make(name, "input"), std::string(200, 'a'));
  EXPECT_EQ(identifiers.make(name + "b", "input"), std::string(200, 'a') + "_2");
}

TEST(IdentifiersTest, StaysUnique) {
  UniqueIdentifiers identifiers("model");
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

// The functions of runtime/text, as this machine's compiler makes them.
#include "gtest/gtest.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>

extern "C" {
struct view {
  const char *data;
  size_t size;
};
view onnxc_text_get(uintptr_t constants, uint64_t text);
void onnxc_text_begin(uintptr_t memory, uintptr_t capacity);
void onnxc_text_end(uintptr_t memory, uintptr_t sizes);
void onnxc_text_concat(uintptr_t memory, uintptr_t constants, uintptr_t a, uintptr_t b,
                       uintptr_t result, uintptr_t count);
void onnxc_text_format_float(uintptr_t memory, uintptr_t numbers, uintptr_t result, uintptr_t count,
                             uintptr_t precision, uintptr_t least, uintptr_t bytes);
void onnxc_text_parse_float(uintptr_t memory, uintptr_t constants, uintptr_t strings,
                            uintptr_t result, uintptr_t count, uintptr_t precision, uintptr_t least,
                            uintptr_t bytes);
}

namespace {
template <typename T> uintptr_t at(T *pointer) { return reinterpret_cast<uintptr_t>(pointer); }

class TextTest : public testing::Test {
protected:
  void begin(size_t capacity) { onnxc_text_begin(at(memory), capacity); }
  int64_t end() {
    int64_t sizes = 0;
    onnxc_text_end(at(memory), at(&sizes));
    return sizes;
  }
  static std::string read(uint64_t text) {
    view bytes = onnxc_text_get(0, text);
    return std::string(bytes.data, bytes.size);
  }
  std::string format(double number) {
    begin(256);
    uint64_t text;
    onnxc_text_format_float(at(memory), at(&number), at(&text), 1, 53, uintptr_t(-1074), 8);
    return read(text);
  }
  double parse(const std::string &text) {
    view bytes = {text.data(), text.size()};
    uint64_t string = at(&bytes);
    double number;
    onnxc_text_parse_float(at(memory), 0, at(&string), at(&number), 1, 53, uintptr_t(-1074), 8);
    return number;
  }

  alignas(64) unsigned char memory[1024];
};
} // namespace

TEST_F(TextTest, FloatsAreTheShortestTextOfThem) {
  EXPECT_EQ(format(0.1), "0.1");
  EXPECT_EQ(format(1), "1.0");
  EXPECT_EQ(format(-0.0), "-0.0");
  EXPECT_EQ(format(1e23), "1e+23");
  EXPECT_EQ(format(1e16), "1e+16");
  EXPECT_EQ(format(1e15), "1000000000000000.0");
  EXPECT_EQ(format(0.0001), "0.0001");
  EXPECT_EQ(format(0.00001), "1e-05");
  EXPECT_EQ(format(5e-324), "5e-324");
  EXPECT_EQ(format(1.7976931348623157e308), "1.7976931348623157e+308");
  EXPECT_EQ(format(-NAN), "NaN");
  EXPECT_EQ(format(-INFINITY), "-INF");
}

// The C library reads numbers exactly, too.
TEST_F(TextTest, TextIsReadAsTheNearestFloat) {
  std::mt19937_64 bits(1);
  begin(256);
  for (int i = 0; i < 3000; ++i) {
    double number;
    uint64_t pattern = bits();
    std::memcpy(&number, &pattern, sizeof(number));
    if (!std::isfinite(number))
      continue;
    EXPECT_EQ(std::strtod(format(number).c_str(), nullptr), number);
    char text[200];
    std::snprintf(text, sizeof(text), "%.*e", i % 60, number);
    EXPECT_EQ(parse(text), std::strtod(text, nullptr)) << text;
  }
  for (const char *text : {"9007199254740993", "9007199254740993.0000000000000000000000000000001",
                           "2.4703282292062327208e-324", "2.4703282292062328e-324", "1e400", "1.",
                           ".5", "0e999999999999"})
    EXPECT_EQ(parse(text), std::strtod(text, nullptr)) << text;
}

TEST_F(TextTest, WhatIsNoNumberIsAnError) {
  for (const char *text : {"", " ", "x", "1x", ".", "1e", "+-1", "nano"}) {
    begin(256);
    parse(text);
    EXPECT_EQ(end(), -1) << text;
  }
  begin(256);
  EXPECT_EQ(parse(" \t-12.5e-1\n"), -1.25);
  EXPECT_EQ(end(), 0);
}

TEST_F(TextTest, WhatDoesNotFitIsCounted) {
  view a = {"ab", 2}, empty = {nullptr, 0};
  uint64_t as[] = {at(&a), at(&a), at(&empty)}, bs[] = {at(&a), at(&a), at(&a)}, result[3];
  // Each result takes a view and a word.
  for (size_t room : {48, 24, 20, 0}) {
    begin(room);
    std::memset(memory + 4 * sizeof(size_t) + room, 0x5a, 100);
    onnxc_text_concat(at(memory), 0, at(as), at(bs), at(result), 3);
    int64_t fit = room == 48 ? 2 : room == 0 ? 0 : 1;
    EXPECT_EQ(end(), 2 - fit) << room;
    for (int64_t i = 0; i < 2; ++i)
      EXPECT_EQ(read(result[i]), i < fit ? "abab" : "");
    // Nothing is added to the third, which needs no room.
    EXPECT_EQ(read(result[2]), "ab");
    for (int i = 0; i < 100; ++i)
      ASSERT_EQ(memory[4 * sizeof(size_t) + room + i], 0x5a) << room;
  }
}

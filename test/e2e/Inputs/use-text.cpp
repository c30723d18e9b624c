// Sentences to moods, by a model of TF-IDF and a linear classifier.
#include "text.h"

#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

alignas(TEXT_ARENA_ALIGN) static unsigned char arena[TEXT_ARENA_SIZE];

static int failures;

static void expect(bool holds, const char *what) {
  if (holds)
    return;
  std::printf("failed: %s\n", what);
  ++failures;
}

static bool is(const onnxc_string &text, std::string_view expected) {
  return onnxc::from_string<std::string_view>(text) == expected;
}

int main() {
  const std::string heap = "Nicht gut";
  onnxc_string sentences[] = {onnxc::to_string(std::string_view("alles GUT  gut")),
                              onnxc::to_string(heap),
                              onnxc::to_string(std::string_view("\xc3\x84rger, \xc3\x84RGER"))};
  onnxc_string moods[3], parts[12];
  float scores[6];
  text_runner runner(arena);
  expect(runner.run(sentences, moods, scores, parts) == ONNXC_OK, "it runs");
  expect(is(moods[0], "froh") && is(moods[1], "w\xc3\xbctend") && is(moods[2], "w\xc3\xbctend"),
         "moods are strings");
  expect(scores[0] == 2.25f && scores[1] == -2 && scores[2] == -4.75f && scores[3] == 5,
         "scores of n-grams");
  expect(parts[4].data == heap.data() && parts[4].size == 5, "a part is where the input is");
  expect(parts[6].size == 0 && parts[6].data, "what is empty has an address");

  // Nothing at all, and what has no room.
  onnxc_string nothing[3] = {};
  expect(runner.run(nothing, moods, scores, parts) == ONNXC_OK && is(moods[2], "froh") &&
             scores[4] == 0.25f && parts[0].size == 0,
         "strings may be empty, without an address");
  onnxc_string many[3] = {onnxc::to_string(std::string_view("a b c d e")), sentences[1],
                          sentences[2]};
  expect(runner.run(many, moods, scores, parts) == ONNXC_ERROR_CAPACITY, "five parts have no room");
  std::string large(TEXT_MAX_TEXT, 'X');
  onnxc_string long_one[3] = {onnxc::to_string(large), sentences[0], sentences[0]};
  expect(runner.run(long_one, moods, scores, parts) == ONNXC_ERROR_CAPACITY,
         "long text has no room");
  expect(runner.run(sentences, text_runner::mood_view(reinterpret_cast<onnxc_string *>(arena)),
                    scores, parts) == ONNXC_ERROR_OVERLAP,
         "outputs and arena are apart");
  return failures != 0;
}

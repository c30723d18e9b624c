// Tells whether sentences are kind or not, with models that onnxc has compiled.
//
//   classify [--model=fp32|dynamic|int8|w4] "The soup was never bland." ...
//   classify --table test.txt
//
// The second form compares the four builds on sentences with labels.
#include "sentiment_dynamic.h"
#include "sentiment_fp32.h"
#include "sentiment_int8.h"
#include "sentiment_w4.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <new>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

constexpr std::size_t kLength = 32;

struct Encoded {
  std::array<std::int64_t, kLength> ids{}, mask{};
};

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Bytes of letters beyond ASCII count as letters.
bool isMark(char c) {
  auto byte = static_cast<unsigned char>(c);
  bool isLetter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
  return byte < 0x80 && !isLetter && !(byte >= '0' && byte <= '9') && !isSpace(c);
}

/// Lower case; each mark is a word of its own.
std::vector<std::string> splitWords(const std::string &text) {
  std::vector<std::string> words;
  bool isInside = false;
  for (char c : text) {
    if (isSpace(c) || isMark(c)) {
      isInside = false;
      if (isMark(c))
        words.emplace_back(1, c);
      continue;
    }
    if (!isInside)
      words.emplace_back();
    isInside = true;
    words.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  }
  return words;
}

/// WordPiece, as BERT has it: a word is taken apart from left to right, each time by the longest
/// piece that fits; pieces that do not begin a word are spelled with ## in front.
class Tokenizer {
public:
  explicit Tokenizer(const char *path) {
    std::ifstream file(path);
    for (std::string piece; std::getline(file, piece);)
      ids.emplace(piece, static_cast<std::int64_t>(ids.size()));
  }

  bool isComplete() const {
    return ids.count("[PAD]") && ids.count("[UNK]") && ids.count("[CLS]") && ids.count("[SEP]");
  }

  /// What does not fit is cut off.
  Encoded encode(const std::string &text) const {
    std::vector<std::int64_t> all = {ids.at("[CLS]")};
    for (const std::string &word : splitWords(text))
      for (std::int64_t id : split(word))
        all.push_back(id);
    all.resize(std::min(all.size(), kLength - 1));
    all.push_back(ids.at("[SEP]"));
    Encoded encoded;
    encoded.ids.fill(ids.at("[PAD]"));
    std::copy(all.begin(), all.end(), encoded.ids.begin());
    std::fill_n(encoded.mask.begin(), all.size(), 1);
    return encoded;
  }

private:
  std::vector<std::int64_t> split(const std::string &word) const {
    std::vector<std::int64_t> pieces;
    for (std::size_t begin = 0; begin < word.size();) {
      std::size_t length = word.size() - begin;
      auto found = ids.end();
      for (; length > 0 && found == ids.end(); length -= found == ids.end())
        found = ids.find((begin > 0 ? "##" : "") + word.substr(begin, length));
      if (found == ids.end())
        return {ids.at("[UNK]")};
      pieces.push_back(found->second);
      begin += length;
    }
    return pieces;
  }

  std::unordered_map<std::string, std::int64_t> ids;
};

/// A compiled model behind its descriptor, which is the same for all four.
class Classifier {
public:
  explicit Classifier(const onnxc_model &model)
      : model(model), arena(::operator new(model.arena_size, std::align_val_t(model.arena_align))) {
  }
  Classifier(const Classifier &) = delete;
  Classifier &operator=(const Classifier &) = delete;
  ~Classifier() { ::operator delete(arena, std::align_val_t(model.arena_align)); }

  /// The probability that a sentence is kind.
  float classify(Encoded &sentence) const {
    std::int64_t shape[] = {1, kLength}, outputShape[] = {1, 2};
    float logits[2];
    const onnxc_tensor inputs[] = {{sentence.ids.data(), shape, 2, ONNXC_INT64},
                                   {sentence.mask.data(), shape, 2, ONNXC_INT64}};
    const onnxc_tensor outputs[] = {{logits, outputShape, 2, ONNXC_FLOAT32}};
    if (model.run(inputs, outputs, arena) != ONNXC_OK) {
      std::cerr << model.name << ": the model takes other tensors\n";
      std::exit(1);
    }
    return 1 / (1 + std::exp(logits[0] - logits[1]));
  }

private:
  const onnxc_model &model;
  void *arena;
};

struct Build {
  std::string name;
  const onnxc_model *model;
  std::size_t code;
};

const std::array<Build, 4> kBuilds = {
    {{"fp32", &sentiment_fp32_model, SENTIMENT_FP32_CODE_SIZE},
     {"dynamic", &sentiment_dynamic_model, SENTIMENT_DYNAMIC_CODE_SIZE},
     {"int8", &sentiment_int8_model, SENTIMENT_INT8_CODE_SIZE},
     {"w4", &sentiment_w4_model, SENTIMENT_W4_CODE_SIZE}}};

struct Example {
  Encoded sentence;
  bool isKind;
};

/// Lines with 0 or 1, a tab and a sentence.
std::vector<Example> readExamples(const char *path, const Tokenizer &tokenizer) {
  std::vector<Example> examples;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (line.size() > 2 && line[1] == '\t')
      examples.push_back({tokenizer.encode(line.substr(2)), line[0] == '1'});
  return examples;
}

void printRow(const Build &build, std::vector<Example> &examples) {
  Classifier classifier(*build.model);
  std::vector<double> times;
  std::size_t right = 0;
  for (Example &example : examples) {
    auto begin = std::chrono::steady_clock::now();
    float kind = classifier.classify(example.sentence);
    std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
    times.push_back(time.count());
    right += (kind > 0.5f) == example.isKind;
  }
  auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  std::printf("| %-7s | %7.1f | %6.1f | %6.1f | %6.2f | %7.3f |\n", build.name.c_str(),
              static_cast<double>(build.model->weights_size) / 1e3,
              static_cast<double>(build.code) / 1e3,
              static_cast<double>(build.model->arena_size) / 1e3,
              100.0 * static_cast<double>(right) / static_cast<double>(examples.size()), *middle);
}

int printTable(const char *path, const Tokenizer &tokenizer) {
  std::vector<Example> examples = readExamples(path, tokenizer);
  if (examples.empty()) {
    std::cerr << path << ": has no lines with 0 or 1, a tab and a sentence\n";
    return 1;
  }
  std::printf("| build   | weights | code   | arena  | right  | median  |\n"
              "|         | KB      | KB     | KB     | %%      | ms      |\n"
              "|---------|---------|--------|--------|--------|---------|\n");
  for (const Build &build : kBuilds)
    printRow(build, examples);
  return 0;
}

int printLabels(const Build &build, int count, char **sentences, const Tokenizer &tokenizer) {
  Classifier classifier(*build.model);
  for (int i = 0; i < count; ++i) {
    Encoded sentence = tokenizer.encode(sentences[i]);
    float kind = classifier.classify(sentence);
    std::printf("%s %.4f  %s\n", kind > 0.5f ? "POSITIVE" : "NEGATIVE", std::max(kind, 1 - kind),
                sentences[i]);
  }
  return 0;
}

int printUsage() {
  std::cerr << "usage: classify [--model=fp32|dynamic|int8|w4] sentence ...\n"
               "       classify --table test.txt\n";
  return 1;
}

} // namespace

int main(int argc, char **argv) {
  Tokenizer tokenizer(VOCABULARY);
  if (!tokenizer.isComplete()) {
    std::cerr << VOCABULARY << ": is no vocabulary\n";
    return 1;
  }
  std::string first = argc > 1 ? argv[1] : "";
  if (first == "--table")
    return argc == 3 ? printTable(argv[2], tokenizer) : printUsage();
  std::string name = "int8";
  int begin = 1;
  if (first.compare(0, 8, "--model=") == 0) {
    name = first.substr(8);
    begin = 2;
  }
  auto build = std::find_if(kBuilds.begin(), kBuilds.end(),
                            [&](const Build &other) { return other.name == name; });
  if (build == kBuilds.end() || begin >= argc)
    return printUsage();
  return printLabels(*build, argc - begin, argv + begin, tokenizer);
}

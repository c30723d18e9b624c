// Classifies pictures of handwritten digits with a model that onnxc has compiled.
//
//   classify 3-0.pgm 7-1.pgm ...
//
// Each picture is a plain PGM file (P2) of 8x8 pixels, white on black.
#include "digits.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr int kSide = 8;

/// Reads the pixels of a plain PGM file as 0 (black) to 1 (white); false if it is none of 8x8.
bool readPicture(const char *path, std::vector<float> &pixels) {
  std::ifstream file(path);
  std::string magic;
  int width = 0, height = 0, white = 0;
  if (!(file >> magic >> width >> height >> white) || magic != "P2" || width != kSide ||
      height != kSide || white <= 0)
    return false;
  pixels.resize(kSide * kSide);
  for (float &pixel : pixels) {
    int value = 0;
    if (!(file >> value))
      return false;
    pixel = static_cast<float>(value) / static_cast<float>(white);
  }
  return true;
}

void showPicture(const std::vector<float> &pixels) {
  const std::string shades = " .:-=+*#%@";
  for (int y = 0; y < kSide; ++y) {
    std::string row;
    for (int x = 0; x < kSide; ++x) {
      float pixel = pixels[static_cast<std::size_t>(y * kSide + x)];
      auto shade = static_cast<std::size_t>(pixel * static_cast<float>(shades.size() - 1));
      row.append(2, shades[shade]);
    }
    std::cout << "  |" << row << "|\n";
  }
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 2) {
    std::cerr << "usage: classify picture.pgm ...\n";
    return 1;
  }
  alignas(DIGITS_ARENA_ALIGN) static unsigned char arena[DIGITS_ARENA_SIZE];
  for (int i = 1; i < argc; ++i) {
    std::vector<float> pixels;
    if (!readPicture(argv[i], pixels)) {
      std::cerr << argv[i] << ": no plain PGM picture of 8x8 pixels\n";
      return 1;
    }
    float probabilities[10];
    digits_inputs inputs = {pixels.data()};
    digits_outputs outputs = {probabilities};
    if (digits_run(&inputs, &outputs, arena) != 0) {
      std::cerr << "the model refused its arguments\n";
      return 1;
    }
    const float *best = std::max_element(probabilities, probabilities + 10);
    std::cout << argv[i] << "\n";
    showPicture(pixels);
    std::printf("  this is a %d (%.1f %%)\n\n", static_cast<int>(best - probabilities),
                static_cast<double>(*best) * 100);
  }
  return 0;
}

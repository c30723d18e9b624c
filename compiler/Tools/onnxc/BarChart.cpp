#include "compiler/Tools/onnxc/BarChart.h"

#include "compiler/Support/PrintableText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;
using llvm::formatv;

static constexpr int kLeft = 220, kLongest = 500, kHeight = 20;

static std::string escapeXml(StringRef text) {
  std::string escaped;
  llvm::raw_string_ostream os(escaped);
  llvm::printHTMLEscaped(toPrintable(text), os);
  return escaped;
}

void BarChart::foldSmallBars(double sum, StringRef what, function_ref<std::string(double)> format) {
  auto small = llvm::partition_point(bars, [&](const Bar &bar) { return bar.size >= sum / 100; });
  if (small == bars.end())
    return;
  Bar others;
  others.name = formatv("{0} others", std::distance(small, bars.end()));
  others.comment = formatv("each takes less than 1 % of the {0}", what);
  others.size = 0;
  for (auto bar = small; bar != bars.end(); ++bar) {
    others.size += bar->size;
    others.inner += bar->inner;
  }
  others.text = format(others.size);
  bars.erase(small, bars.end());
  bars.push_back(std::move(others));
}

/// A square of a color, and what it means.
static void drawMeaning(int x, StringRef color, StringRef text, raw_ostream &os) {
  os << formatv("<rect x=\"{0}\" y=\"24\" width=\"12\" height=\"12\" fill=\"{1}\"/>"
                "<text x=\"{2}\" y=\"35\">{3}</text>\n",
                x, color, x + 18, escapeXml(text));
}

static void drawBar(const BarChart::Bar &bar, int y, double unit, raw_ostream &os) {
  os << formatv("<g transform=\"translate({0},{1})\"><title>{2}</title>"
                "<text x=\"-8\" y=\"14\" text-anchor=\"end\">{3}</text>"
                "<rect width=\"{4:f1}\" height=\"16\" fill=\"#d9b38c\"/>",
                kLeft, y, escapeXml(bar.comment), escapeXml(bar.name), bar.size * unit);
  if (bar.inner > 0)
    os << formatv("<rect width=\"{0:f1}\" height=\"16\" fill=\"#2a7f62\"/>", bar.inner * unit);
  os << formatv("<text x=\"{0:f1}\" y=\"14\">{1}</text></g>\n", bar.size * unit + 6,
                escapeXml(bar.text));
}

void BarChart::draw(raw_ostream &os) const {
  double most = 0;
  for (const Bar &bar : bars)
    most = std::max(most, bar.size);
  os << formatv("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
                "font-family=\"sans-serif\" font-size=\"12\">\n"
                "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
                "<text x=\"{2}\" y=\"16\">{3}</text>\n",
                kLeft + kLongest + 320, kHeight * (bars.size() + 3), kLeft, escapeXml(title));
  drawMeaning(kLeft, "#d9b38c", meaning, os);
  if (!innerMeaning.empty())
    drawMeaning(kLeft + 200, "#2a7f62", innerMeaning, os);
  int y = 2 * kHeight;
  for (const Bar &bar : bars) {
    drawBar(bar, y, most > 0 ? kLongest / most : 0, os);
    y += kHeight;
  }
  os << "</svg>\n";
}

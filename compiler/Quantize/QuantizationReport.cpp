#include "compiler/Quantize/QuantizationReport.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

#include <algorithm>
#include <cmath>

using namespace onnxc::quantize;
using llvm::formatv;
using llvm::StringRef;
using Layer = QuantizationReport::Layer;

double QuantizationReport::getShare(const Layer &layer) const {
  double sum = 0;
  for (const Layer &other : layers)
    sum += other.harm.noise;
  return sum > 0 ? layer.harm.noise / sum : 0;
}

/// The layers, the most harmful first.
static std::vector<const Layer *> sortByHarm(const QuantizationReport &report) {
  std::vector<const Layer *> sorted;
  for (const Layer &layer : report.layers)
    sorted.push_back(&layer);
  // Equal ones in the order of the graph.
  llvm::sort(sorted, [](const Layer *a, const Layer *b) {
    return std::pair(b->harm.noise, a) < std::pair(a->harm.noise, b);
  });
  return sorted;
}

//===-- JSON -----------------------------------------------------------------===//

/// JSON has no infinities.
static llvm::json::Value toJson(double number) {
  return std::isfinite(number) ? llvm::json::Value(number) : llvm::json::Value(nullptr);
}

static llvm::json::Object toJson(const Layer &layer, double share) {
  return llvm::json::Object{{"node", layer.node},
                            {"op", layer.op},
                            {"input", layer.input},
                            {"range", llvm::json::Array{layer.range.low, layer.range.high}},
                            {"scale", double(layer.scale)},
                            {"zero_point", layer.zeroPoint},
                            {"input_sqnr_db", toJson(layer.inputSqnr)},
                            {"weight_sqnr_db", toJson(layer.weightSqnr)},
                            {"relative_error_alone", toJson(layer.harm.getRelative())},
                            {"share_of_error", share},
                            {"float_bytes", layer.floatBytes},
                            {"bytes", layer.isQuantized ? layer.bytes : layer.floatBytes},
                            {"decision", layer.isQuantized ? "int8" : "float"}};
}

void QuantizationReport::writeJson(llvm::raw_ostream &os) const {
  llvm::json::Array entries;
  for (const Layer *layer : sortByHarm(*this))
    entries.push_back(toJson(*layer, getShare(*layer)));
  llvm::json::Object object{{"samples", samples},
                            {"relative_error", toJson(error.getRelative())},
                            {"sqnr_db", toJson(error.getSqnr())},
                            {"agreement", error.getAgreement()},
                            {"layers", std::move(entries)}};
  os << formatv("{0:2}\n", llvm::json::Value(std::move(object)));
}

//===-- HTML -----------------------------------------------------------------===//

static std::string escape(StringRef text) {
  std::string escaped;
  for (char c : text) {
    if (c == '<')
      escaped += "&lt;";
    else if (c == '&')
      escaped += "&amp;";
    else
      escaped += c;
  }
  return escaped;
}

/// The histogram of the input on a logarithmic axis, and the chosen range below it.
static void drawHistogram(const Layer &layer, llvm::raw_ostream &os) {
  constexpr int columns = 128, height = 40;
  double limit = layer.histogram.getLimit();
  llvm::ArrayRef<uint64_t> bins = layer.histogram.getBins();
  uint64_t sums[columns] = {}, most = 1;
  for (auto [i, count] : llvm::enumerate(bins))
    sums[i * columns / bins.size()] += count;
  for (uint64_t sum : sums)
    most = std::max(most, sum);
  os << formatv("<svg width='{0}' height='{1}'>", 2 * columns, height + 6);
  for (auto [i, sum] : llvm::enumerate(sums))
    if (sum > 0) {
      double bar = height * std::log1p(double(sum)) / std::log1p(double(most));
      os << formatv("<rect x='{0}' y='{1:f1}' width='2' height='{2:f1}' class='bin'/>", 2 * i,
                    height - bar, bar);
    }
  auto place = [&](double value) { return columns * (1 + std::clamp(value / limit, -1.0, 1.0)); };
  double low = place(layer.range.low), high = place(layer.range.high);
  os << formatv("<rect x='{0:f1}' y='{1}' width='{2:f1}' height='4' class='range'/></svg>", low,
                height + 2, std::max(high - low, 1.0));
}

/// The harm of each layer along the network, in decibels of its signal.
static void drawErrors(const QuantizationReport &report, llvm::raw_ostream &os) {
  constexpr int height = 120, width = 8;
  os << formatv("<svg width='{0}' height='{1}'>", width * report.layers.size() + 1, height);
  for (auto [i, layer] : llvm::enumerate(report.layers)) {
    double bar = height * std::sqrt(report.getShare(layer));
    os << formatv("<rect x='{0}' y='{1:f1}' width='{2}' height='{3:f1}' class='{4}'><title>{5}: "
                  "{6:f1} % of the error</title></rect>",
                  width * i, height - bar, width - 2, bar, layer.isQuantized ? "bin" : "float",
                  escape(layer.node), 100 * report.getShare(layer));
  }
  os << "</svg>";
}

void QuantizationReport::writeHtml(StringRef title, llvm::raw_ostream &os) const {
  os << "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>" << escape(title)
     << "</title><style>body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}"
        "td,th{padding:2px 8px;text-align:right;border-bottom:1px solid #ddd}"
        "td:first-child,th:first-child{text-align:left}.bin{fill:#47a}.range{fill:#e80}"
        ".float{fill:#bbb}</style></head><body><h1>"
     << escape(title) << "</h1>";
  os << formatv("<p>{0} samples, relative error {1:e2}, SQNR {2:f1} dB, agreement {3:f2} %</p>",
                samples, error.getRelative(), error.getSqnr(), 100 * error.getAgreement());
  os << "<h2>Error of each layer alone, along the network</h2>";
  drawErrors(*this, os);
  os << "<h2>Layers, the most harmful first</h2><table><tr><th>node</th><th>operator</th>"
        "<th>share of error</th><th>input SQNR, dB</th><th>weight SQNR, dB</th><th>range</th>"
        "<th>scale</th><th>bytes</th><th>decision</th><th>input, and its range</th></tr>";
  for (const Layer *layer : sortByHarm(*this)) {
    os << formatv("<tr><td>{0}</td><td>{1}</td><td>{2:f1} %</td><td>{3:f1}</td><td>{4:f1}</td>",
                  escape(layer->node), escape(layer->op), 100 * getShare(*layer), layer->inputSqnr,
                  layer->weightSqnr);
    os << formatv("<td>{0:f3} to {1:f3}</td><td>{2:e3}</td><td>{3}</td><td>{4}</td><td>",
                  layer->range.low, layer->range.high, layer->scale,
                  layer->isQuantized ? layer->bytes : layer->floatBytes,
                  layer->isQuantized ? "int8" : "float");
    drawHistogram(*layer, os);
    os << "</td></tr>";
  }
  os << "</table></body></html>\n";
}

#include "dialects/Onnx/IR/EinsumEquation.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <map>

using namespace mlir;
using namespace onnxc::onnx;

/// The dimensions of an ellipsis have names of their own, counted from the last.
static std::string ellipsisDim(int64_t fromEnd) { return "." + std::to_string(fromEnd); }

/// The names of the dimensions of one term. An ellipsis stands for `ellipsisRank` of them.
static FailureOr<SmallVector<std::string>> splitTerm(std::optional<Location> loc, StringRef term,
                                                     int64_t ellipsisRank) {
  SmallVector<std::string> names;
  while (!term.empty()) {
    if (term.consume_front("...")) {
      for (int64_t i = ellipsisRank; i > 0; --i)
        names.push_back(ellipsisDim(i));
    } else if (llvm::isAlpha(term.front())) {
      names.push_back(term.take_front().str());
      term = term.drop_front();
    } else {
      return emitOptionalError(loc, "equation has an unexpected '", term.take_front(), "'");
    }
  }
  return names;
}

/// The output of an equation without `->`: the ellipsis, then letters that occur once.
static std::string implicitOutput(StringRef inputs) {
  std::map<char, int> counts;
  for (char c : inputs)
    if (llvm::isAlpha(c))
      ++counts[c];
  std::string output = inputs.contains("...") ? "..." : "";
  for (auto [letter, count] : counts)
    if (count == 1)
      output += letter;
  return output;
}

/// The rank of the ellipsis in an input: what its letters leave over.
static int64_t getEllipsisRank(StringRef term, int64_t rank) {
  int64_t letters = llvm::count_if(term, [](char c) { return llvm::isAlpha(c); });
  return term.contains("...") ? std::max<int64_t>(rank - letters, 0) : 0;
}

FailureOr<EinsumEquation> onnxc::onnx::parseEinsumEquation(std::optional<Location> loc,
                                                           StringRef equation,
                                                           ArrayRef<ArrayRef<int64_t>> shapes) {
  std::string text = equation.str();
  llvm::erase(text, ' ');
  auto [inputText, outputText] = StringRef(text).split("->");
  std::string output =
      StringRef(text).contains("->") ? outputText.str() : implicitOutput(inputText);
  SmallVector<StringRef> terms;
  inputText.split(terms, ',');
  if (terms.size() != shapes.size())
    return emitOptionalError(loc, "equation has ", terms.size(), " terms for ", shapes.size(),
                             " inputs");

  int64_t ellipsisRank = 0;
  for (auto [term, shape] : llvm::zip_equal(terms, shapes))
    ellipsisRank = std::max(ellipsisRank, getEllipsisRank(term, shape.size()));

  EinsumEquation result;
  std::map<std::string, int64_t> numbers;
  auto number = [&](const std::string &name) {
    auto [entry, added] = numbers.try_emplace(name, result.sizes.size());
    if (added)
      result.sizes.push_back(1);
    return entry->second;
  };
  FailureOr<SmallVector<std::string>> outputNames = splitTerm(loc, output, ellipsisRank);
  if (failed(outputNames))
    return failure();
  for (const std::string &name : *outputNames)
    result.output.push_back(number(name));
  size_t outputCount = result.sizes.size();
  if (outputCount != outputNames->size())
    return emitOptionalError(loc, "equation repeats a letter in its output");

  SmallVector<bool> found(outputCount, false);
  for (auto [term, shape] : llvm::zip_equal(terms, shapes)) {
    auto names = splitTerm(loc, term, getEllipsisRank(term, shape.size()));
    if (failed(names))
      return failure();
    if (names->size() != shape.size())
      return emitOptionalError(loc, "term '", term, "' does not fit an input of rank ",
                               shape.size());
    SmallVector<int64_t> &dims = result.inputs.emplace_back();
    for (auto [name, size] : llvm::zip_equal(*names, shape)) {
      int64_t dim = number(name);
      dims.push_back(dim);
      if (dim < int64_t(outputCount))
        found[dim] = true;
      int64_t &known = result.sizes[dim];
      if (known == 1 || ShapedType::isDynamic(known))
        known = size == 1 ? known : size;
      else if (size != 1 && !ShapedType::isDynamic(size) && size != known)
        return emitOptionalError(loc, "letter '", name, "' stands for ", result.sizes[dim], " and ",
                                 size);
    }
  }
  if (!llvm::all_of(found, [](bool b) { return b; }))
    return emitOptionalError(loc, "equation has a letter in its output that no input has");
  return result;
}

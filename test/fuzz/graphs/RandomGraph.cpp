#include "test/fuzz/graphs/RandomGraph.h"

#include "test/fuzz/graphs/GraphContext.h"
#include "llvm/ADT/StringSet.h"

using namespace onnxc;
using namespace onnxc::fuzz;

namespace {

/// How often each family is chosen.
struct Profile {
  llvm::StringLiteral name;
  unsigned elementwise, shapes, reductions, contractions, windows, quantized, control;
};

constexpr Profile profiles[] = {
    {"elementwise", 80, 20, 5, 2, 0, 0, 0}, {"shapes", 30, 70, 5, 2, 0, 0, 0},
    {"reductions", 40, 15, 45, 3, 0, 0, 0}, {"contractions", 35, 15, 8, 40, 2, 0, 0},
    {"pictures", 35, 8, 8, 25, 30, 0, 0},   {"quantized", 25, 12, 4, 8, 4, 40, 0},
    {"control", 40, 15, 5, 5, 0, 0, 30},    {"mixed", 35, 20, 12, 14, 8, 6, 3},
};

class GraphMaker {
public:
  GraphMaker(Random &random, const Profile &profile, proto::GraphProto &graph)
      : random(random), graph(graph),
        context(random, graph, "", random.percent(15) ? 60000 : 3000) {
    const std::pair<unsigned, llvm::ArrayRef<Maker>> all[] = {
        {profile.elementwise, getElementwiseMakers()},
        {profile.shapes, getShapeMakers()},
        {profile.reductions, getReductionMakers()},
        {profile.contractions, getContractionMakers()},
        {profile.windows, getWindowMakers()},
        {profile.quantized, getQuantizedMakers()},
        {profile.control, getControlFlowMakers()}};
    for (auto [weight, makers] : all)
      families.insert(families.end(), weight, makers);
  }

  void run(const Profile &profile) {
    DataType type = context.pickFloatType();
    for (int64_t i = random.between(1, 3); i > 0; --i)
      context.addInput(random.percent(80) ? type : TensorProto::FLOAT, pickInputShape(profile));
    if (random.percent(25))
      context.addInput(random.pick<DataType>({TensorProto::INT32, TensorProto::INT64,
                                              TensorProto::INT8, TensorProto::BOOL}),
                       context.pickShape(0, 4));
    int64_t nodes = random.between(3, 18);
    for (int64_t tries = 0; graph.node_size() < nodes && tries < 200; ++tries)
      pickMaker().make(context);
    addOutputs();
  }

private:
  Shape pickInputShape(const Profile &profile) {
    if (profile.windows > 0 && random.percent(70))
      return context.shrink(
          {random.between(1, 2), context.pickSize(), random.between(1, 14), random.between(1, 14)});
    return context.pickShape(0, 4);
  }

  const Maker &pickMaker() {
    llvm::ArrayRef<Maker> makers = random.pick(families);
    unsigned sum = 0;
    for (const Maker &maker : makers)
      sum += maker.weight;
    int64_t choice = random.below(sum);
    for (const Maker &maker : makers)
      if ((choice -= maker.weight) < 0)
        return maker;
    llvm_unreachable("the weights add up");
  }

  /// What nobody reads, and some of what others read too.
  void addOutputs() {
    llvm::StringSet<> read;
    for (const proto::NodeProto &node : graph.node())
      for (const std::string &name : node.input())
        read.insert(name);
    for (const proto::ValueInfoProto &info : graph.value_info())
      if (!read.contains(info.name()) || random.percent(12))
        *graph.add_output() = info;
  }

  Random &random;
  proto::GraphProto &graph;
  GraphContext context;
  std::vector<llvm::ArrayRef<Maker>> families;
};

} // namespace

static const Profile *findProfile(llvm::StringRef name) {
  const Profile *found =
      llvm::find_if(profiles, [&](const Profile &profile) { return profile.name == name; });
  return found == std::end(profiles) ? nullptr : found;
}

bool fuzz::isProfile(llvm::StringRef name) { return findProfile(name) != nullptr; }

proto::ModelProto fuzz::makeRandomModel(uint64_t seed, uint64_t index, llvm::StringRef name) {
  const Profile *profile = findProfile(name);
  if (!profile)
    profile = &profiles[index % std::size(profiles)];
  // Neighbouring seeds must not give neighbouring graphs.
  Random random(seed * 0x9e3779b97f4a7c15ull + index);
  proto::ModelProto model = test::makeModel();
  GraphMaker(random, *profile, *model.mutable_graph()).run(*profile);
  return model;
}

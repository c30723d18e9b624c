#include "compiler/Target/Report.h"

using namespace llvm;
using namespace onnxc;

static json::Value describeTarget(const Target &target) {
  return json::Object{{"name", target.name},
                      {"triple", target.triple},
                      {"cpu", target.cpu},
                      {"features", target.features}};
}

static json::Array describeTensors(ArrayRef<TensorInterface> tensors) {
  json::Array array;
  for (const TensorInterface &tensor : tensors)
    array.push_back(json::Object{{"name", json::fixUTF8(tensor.name)},
                                 {"identifier", tensor.identifier},
                                 {"element_type", tensor.element->onnxName},
                                 {"shape", json::Array(tensor.shape)},
                                 {"bytes", tensor.getMaxBytes()}});
  return array;
}

static json::Array describeKernels(const EmittedModel &model) {
  json::Array array;
  for (const EmittedModel::Kernel &kernel : model.kernels) {
    json::Array nodes;
    for (const std::string &node : kernel.nodes)
      nodes.push_back(json::fixUTF8(node));
    array.push_back(json::Object{{"symbol", json::fixUTF8(kernel.symbol)},
                                 {"code_bytes", kernel.codeSize},
                                 {"stack_bytes", kernel.stackSize},
                                 {"nodes", std::move(nodes)}});
  }
  return array;
}

static json::Array describeSections(const EmittedModel &model) {
  json::Array array;
  for (const ObjectInfo::Section &section : model.object.sections)
    array.push_back(
        json::Object{{"name", section.name}, {"bytes", section.size}, {"zeros", section.isZeros}});
  return array;
}

/// Functions of the compiler's library that the program has to be linked with.
static json::Array describeHelpers(const EmittedModel &model, const Target &target) {
  json::Array array;
  for (StringRef symbol : model.object.undefined)
    if (isHelper(symbol, Triple(target.triple)))
      array.push_back(symbol);
  return array;
}

static json::Array describeBuffers(ArrayRef<ArenaBuffer> buffers) {
  json::Array array;
  for (const ArenaBuffer &buffer : buffers)
    array.push_back(json::Object{
        {"bytes", buffer.bytes}, {"type", buffer.type}, {"nodes", json::fixUTF8(buffer.nodes)}});
  return array;
}

static json::Array describeSteps(const EmittedModel &model) {
  json::Array array;
  for (const ModelSchedule::Step &step : model.interface.schedule->steps)
    array.push_back(json::Object{{"nodes", json::fixUTF8(step.nodes)},
                                 {"operators", step.operators},
                                 {"output", step.output},
                                 {"multiply_adds", step.multiplyAdds},
                                 {"weights_bytes", step.weights},
                                 {"code_bytes", model.getCodeSize(step.kernel)},
                                 {"alive_bytes", step.alive},
                                 {"kernel", json::fixUTF8(step.kernel)},
                                 {"work", step.work}});
  return array;
}

static json::Array describePlaces(ArrayRef<ModelSchedule::Buffer> buffers) {
  json::Array array;
  for (const ModelSchedule::Buffer &buffer : buffers)
    array.push_back(json::Object{{"bytes", buffer.bytes},
                                 {"offset", buffer.offset},
                                 {"first_step", buffer.first},
                                 {"last_step", buffer.last},
                                 {"type", buffer.type},
                                 {"nodes", json::fixUTF8(buffer.nodes)}});
  return array;
}

json::Object onnxc::makeReport(const EmittedModel &model, const Target &target) {
  const ModelInterface &interface = model.interface;
  json::Object arena{{"bytes", interface.arenaSize}, {"align", interface.arenaAlign}};
  if (interface.arenaLowerBound != 0)
    arena["lower_bound"] = interface.arenaLowerBound;
  if (!interface.peakBuffers.empty())
    arena["peak_buffers"] = describeBuffers(interface.peakBuffers);
  json::Object report{{"name", interface.identifier},
                      {"source", json::fixUTF8(interface.sourceName)},
                      {"target", describeTarget(target)},
                      {"inputs", describeTensors(interface.inputs)},
                      {"outputs", describeTensors(interface.outputs)},
                      {"arena", std::move(arena)},
                      {"weights_bytes", interface.weightsSize},
                      {"code_bytes", model.object.codeSize},
                      {"stack_bytes", model.stackSize},
                      {"sections", describeSections(model)},
                      {"helpers", describeHelpers(model, target)},
                      {"kernels", describeKernels(model)}};
  if (interface.multiplyAdds)
    report["multiply_adds"] = *interface.multiplyAdds;
  if (interface.schedule) {
    report["steps"] = describeSteps(model);
    report["buffers"] = describePlaces(interface.schedule->buffers);
  }
  return report;
}

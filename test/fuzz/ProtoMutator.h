#ifndef ONNXC_TEST_FUZZ_PROTOMUTATOR_H
#define ONNXC_TEST_FUZZ_PROTOMUTATOR_H

#include <google/protobuf/message.h>

#include <random>
#include <string>
#include <vector>

namespace onnxc {

/// Changes messages and keeps them well-formed: fields vanish, repeat, trade places, take
/// values from elsewhere in the message or values at the limits of their type.
class ProtoMutator {
public:
  explicit ProtoMutator(unsigned seed) : random(seed) {}

  void mutate(google::protobuf::Message &message);

private:
  using Message = google::protobuf::Message;
  using FieldDescriptor = google::protobuf::FieldDescriptor;

  size_t pick(size_t count) { return std::uniform_int_distribution<size_t>(0, count - 1)(random); }
  void collect(Message &message);
  void mutateField(Message &message, const FieldDescriptor *field);
  void mutateRepeated(Message &message, const FieldDescriptor *field);
  void setValue(Message &message, const FieldDescriptor *field, int index);
  int64_t makeNumber(int64_t old);
  std::string makeString(const std::string &old);

  std::mt19937 random;
  std::vector<Message *> messages;
  std::vector<std::string> strings;
};

} // namespace onnxc

#endif

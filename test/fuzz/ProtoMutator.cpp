#include "test/fuzz/ProtoMutator.h"

#include <limits>

using namespace onnxc;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void ProtoMutator::mutate(Message &message) {
  messages.clear();
  strings.clear();
  collect(message);
  for (size_t i = 0, count = 1 + pick(3); i < count; ++i) {
    Message &target = *messages[pick(messages.size())];
    const auto *descriptor = target.GetDescriptor();
    if (descriptor->field_count() == 0)
      continue;
    // Fields that are set are more telling than those that are not.
    std::vector<const FieldDescriptor *> fields;
    target.GetReflection()->ListFields(target, &fields);
    const FieldDescriptor *field = !fields.empty() && pick(4) != 0
                                       ? fields[pick(fields.size())]
                                       : descriptor->field(pick(descriptor->field_count()));
    mutateField(target, field);
    // A message may have gone with its field.
    messages.clear();
    collect(message);
  }
}

void ProtoMutator::collect(Message &message) {
  messages.push_back(&message);
  const Reflection *reflection = message.GetReflection();
  std::vector<const FieldDescriptor *> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor *field : fields) {
    int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
        collect(field->is_repeated() ? *reflection->MutableRepeatedMessage(&message, field, i)
                                     : *reflection->MutableMessage(&message, field));
      else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING)
        strings.push_back(field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                               : reflection->GetString(message, field));
    }
  }
}

void ProtoMutator::mutateField(Message &message, const FieldDescriptor *field) {
  const Reflection *reflection = message.GetReflection();
  if (field->is_repeated())
    return mutateRepeated(message, field);
  if (pick(4) == 0)
    return reflection->ClearField(&message, field);
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    // Copied first: setting a field of a oneof frees the others.
    std::string copy;
    for (Message *other : messages)
      if (other->GetDescriptor() == field->message_type() && pick(4) == 0)
        copy = other->SerializePartialAsString();
    reflection->MutableMessage(&message, field)->ParsePartialFromString(copy);
    return;
  }
  setValue(message, field, -1);
}

void ProtoMutator::mutateRepeated(Message &message, const FieldDescriptor *field) {
  const Reflection *reflection = message.GetReflection();
  int count = reflection->FieldSize(message, field);
  size_t action = pick(4);
  if (count > 0 && action == 0)
    return reflection->SwapElements(&message, field, static_cast<int>(pick(count)),
                                    static_cast<int>(pick(count)));
  if (count > 0 && action == 1) {
    reflection->SwapElements(&message, field, static_cast<int>(pick(count)), count - 1);
    return reflection->RemoveLast(&message, field);
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    std::string copy;
    if (count > 0)
      copy = reflection->GetRepeatedMessage(message, field, static_cast<int>(pick(count)))
                 .SerializePartialAsString();
    reflection->AddMessage(&message, field)->ParsePartialFromString(copy);
    return;
  }
  if (count == 0 || action == 2) {
    switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      reflection->AddInt32(&message, field, 0);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection->AddInt64(&message, field, 0);
      break;
    case FieldDescriptor::CPPTYPE_UINT64:
      reflection->AddUInt64(&message, field, 0);
      break;
    case FieldDescriptor::CPPTYPE_FLOAT:
      reflection->AddFloat(&message, field, 0);
      break;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      reflection->AddDouble(&message, field, 0);
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      reflection->AddString(&message, field, "");
      break;
    default:
      return;
    }
    count = reflection->FieldSize(message, field);
    return setValue(message, field, count - 1);
  }
  setValue(message, field, static_cast<int>(pick(count)));
}

void ProtoMutator::setValue(Message &message, const FieldDescriptor *field, int index) {
  const Reflection *r = message.GetReflection();
  bool one = index < 0;
  switch (field->cpp_type()) {
  case FieldDescriptor::CPPTYPE_INT32: {
    auto value = static_cast<int32_t>(
        makeNumber(one ? r->GetInt32(message, field) : r->GetRepeatedInt32(message, field, index)));
    return one ? r->SetInt32(&message, field, value)
               : r->SetRepeatedInt32(&message, field, index, value);
  }
  case FieldDescriptor::CPPTYPE_INT64: {
    int64_t value =
        makeNumber(one ? r->GetInt64(message, field) : r->GetRepeatedInt64(message, field, index));
    return one ? r->SetInt64(&message, field, value)
               : r->SetRepeatedInt64(&message, field, index, value);
  }
  case FieldDescriptor::CPPTYPE_UINT64: {
    auto value = static_cast<uint64_t>(makeNumber(static_cast<int64_t>(
        one ? r->GetUInt64(message, field) : r->GetRepeatedUInt64(message, field, index))));
    return one ? r->SetUInt64(&message, field, value)
               : r->SetRepeatedUInt64(&message, field, index, value);
  }
  case FieldDescriptor::CPPTYPE_FLOAT: {
    auto value = static_cast<float>(makeNumber(1));
    return one ? r->SetFloat(&message, field, value)
               : r->SetRepeatedFloat(&message, field, index, value);
  }
  case FieldDescriptor::CPPTYPE_DOUBLE: {
    auto value = static_cast<double>(makeNumber(1));
    return one ? r->SetDouble(&message, field, value)
               : r->SetRepeatedDouble(&message, field, index, value);
  }
  case FieldDescriptor::CPPTYPE_ENUM: {
    int count = field->enum_type()->value_count();
    const auto *value = field->enum_type()->value(static_cast<int>(pick(count)));
    return one ? r->SetEnum(&message, field, value)
               : r->SetRepeatedEnum(&message, field, index, value);
  }
  case FieldDescriptor::CPPTYPE_STRING: {
    std::string value = makeString(one ? r->GetString(message, field)
                                       : r->GetRepeatedString(message, field, index));
    return one ? r->SetString(&message, field, value)
               : r->SetRepeatedString(&message, field, index, value);
  }
  default:
    return;
  }
}

int64_t ProtoMutator::makeNumber(int64_t old) {
  static constexpr int64_t kTelling[] = {0,
                                         1,
                                         -1,
                                         2,
                                         3,
                                         7,
                                         8,
                                         13,
                                         16,
                                         64,
                                         1000,
                                         std::numeric_limits<int32_t>::max(),
                                         std::numeric_limits<int32_t>::min(),
                                         int64_t(1) << 32,
                                         int64_t(1) << 40,
                                         std::numeric_limits<int64_t>::max(),
                                         std::numeric_limits<int64_t>::min()};
  switch (pick(3)) {
  case 0:
    return kTelling[pick(std::size(kTelling))];
  case 1:
    return static_cast<int64_t>(static_cast<uint64_t>(old) + pick(5) - 2);
  default:
    return static_cast<int64_t>(pick(30)) - 2;
  }
}

std::string ProtoMutator::makeString(const std::string &old) {
  switch (pick(4)) {
  case 0: {
    std::string changed = old;
    if (!changed.empty())
      changed[pick(changed.size())] = static_cast<char>(pick(256));
    return changed;
  }
  case 1:
    return old.substr(0, old.empty() ? 0 : pick(old.size()));
  default:
    return strings.empty() ? std::string() : strings[pick(strings.size())];
  }
}

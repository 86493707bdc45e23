#include "pose/formats/tensorboard.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "pose/formats/blob.h"
#include "pose/formats/protobuf.h"
#include "pose/formats/reading_limit.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/tfrecord.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

using Kind = ProtobufField::Kind;

// Numbers of fields: of Event, SessionLog, Summary and Summary.Value.
constexpr int kWallTime = 1, kStep = 2, kVersion = 3, kSummary = 5, kSessionLog = 7;
constexpr int kStatus = 1;
constexpr int kValue = 1;
constexpr int kTag = 1, kSimpleValue = 2;

constexpr int kStart = 1;  // SessionLog.START

ProtobufWriter summary_of(const std::vector<TensorboardScalar>& scalars) {
  ProtobufWriter summary;
  for (const TensorboardScalar& scalar : scalars) {
    ProtobufWriter value;
    value.text(kTag, scalar.tag);
    value.real32(kSimpleValue, scalar.value);
    summary.message(kValue, value);
  }
  return summary;
}

bool says_start(std::string_view session_log, const std::string& name) {
  bool starts = false;
  ProtobufReader reader(session_log, name);
  while (const auto field = reader.next())
    if (field->number == kStatus) starts = field->value == kStart;
  return starts;
}

std::optional<TensorboardScalar> scalar_in(std::string_view value, const std::string& name) {
  std::string tag;
  std::optional<float> number;
  ProtobufReader reader(value, name);
  while (const auto field = reader.next()) {
    if (field->number == kTag) tag = field->bytes;
    if (field->number == kSimpleValue && field->kind == Kind::four_bytes)
      number = field->as_real32();
  }
  if (!number) return std::nullopt;
  return TensorboardScalar{std::move(tag), *number};
}

void add_scalars(std::string_view summary, const std::string& name,
                 std::vector<TensorboardScalar>& scalars) {
  ProtobufReader reader(summary, name);
  while (const auto field = reader.next()) {
    if (field->number != kValue) continue;
    if (auto scalar = scalar_in(field->bytes, name)) scalars.push_back(std::move(*scalar));
  }
}

TensorboardEvent event_in(std::string_view record, const std::string& name) {
  TensorboardEvent event;
  ProtobufReader reader(record, name);
  while (const auto field = reader.next()) {
    if (field->number == kWallTime && field->kind == Kind::eight_bytes)
      event.wall_time = field->as_real();
    if (field->number == kStep) event.step = static_cast<Index>(field->value);
    if (field->number == kVersion) event.version = field->bytes;
    if (field->number == kSummary) add_scalars(field->bytes, name, event.scalars);
    if (field->number == kSessionLog) event.starts = says_start(field->bytes, name);
  }
  return event;
}

TensorboardEvents events_in(const std::string& path) {
  const Blob file = read_file(path);
  TensorboardEvents found;
  TfRecordReader records(file.view(), path);
  while (const auto record = records.next()) {
    found.events.push_back(
        event_in(*record, fmt::format("{}: event {}", path, found.events.size() + 1)));
    const std::string& version = found.events.front().version;
    if (!version.starts_with("brain.Event:"))
      throw DataError(fmt::format("{}: its first record should say 'brain.Event:...'; found '{}'",
                                  path, printable(version)));
  }
  found.is_cut = records.is_cut();
  return found;
}

}  // namespace

std::string tensorboard_record(const TensorboardEvent& event) {
  ProtobufWriter message;
  message.real(kWallTime, event.wall_time);
  message.integer(kStep, event.step);
  if (!event.version.empty()) message.text(kVersion, event.version);
  if (event.starts) {
    ProtobufWriter log;
    log.integer(kStatus, kStart);
    message.message(kSessionLog, log);
  }
  if (!event.scalars.empty()) message.message(kSummary, summary_of(event.scalars));
  return tfrecord(message.bytes());
}

TensorboardEvents read_tensorboard(const std::string& path) {
  return within_reading_limit(path, [&] { return events_in(path); });
}

}  // namespace posegrad::pose::formats

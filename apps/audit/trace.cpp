#include "apps/audit/trace.h"

#include <nlohmann/json.hpp>

namespace posegrad::apps {
namespace {

using Json = nlohmann::json;
constexpr double kMicroseconds = 1e6;

// Forward, backward and what belongs to neither lie on lines of their own.
constexpr int kForward = 1, kBackward = 2;

Json line_name(int line, const char* name) {
  return {
      {"ph", "M"}, {"pid", 1}, {"tid", line}, {"name", "thread_name"}, {"args", {{"name", name}}}};
}

Json event(const audit::CallRecord& call) {
  Json arguments{{"call", call.number},       {"scope", call.scope},
                 {"round", call.round},       {"formula", call.op->formula},
                 {"GFLOP", call.flops / 1e9}, {"MB", call.bytes / 1e6}};
  if (!call.outputs.empty()) arguments["shape"] = call.outputs[0].shape.to_string();
  if (const audit::OutputCheck* check = call.worst_check())
    arguments["largest share of the bound"] = check->worst.share();
  return {{"ph", "X"},
          {"pid", 1},
          {"tid", call.backward ? kBackward : kForward},
          {"name", call.op->name},
          {"cat", call.scope},
          {"ts", call.start * kMicroseconds},
          {"dur", call.seconds * kMicroseconds},
          {"args", std::move(arguments)}};
}

}  // namespace

std::string chrome_trace(const audit::Audit& audit) {
  Json events{line_name(kForward, "forward"), line_name(kBackward, "backward")};
  for (const audit::CallRecord& call : audit.calls) events.push_back(event(call));
  return Json{{"traceEvents", std::move(events)}, {"displayTimeUnit", "ms"}}.dump(
             -1, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

}  // namespace posegrad::apps

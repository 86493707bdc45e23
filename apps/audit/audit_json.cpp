#include "apps/audit/audit_json.h"

#include <set>

#include <nlohmann/json.hpp>

#include "apps/ops/text.h"
#include "tensor/contract.h"

namespace posegrad::apps {
namespace {

using Json = nlohmann::json;

Json shape_json(const Shape& shape) {
  Json sizes = Json::array();
  for (int axis = 0; axis < shape.rank(); ++axis) sizes.push_back(shape[axis]);
  return sizes;
}

Json element_json(const audit::Element& element) {
  return {{"element", element.index},
          {"value", element.value},
          {"expected", element.expected},
          {"bound", element.bound}};
}

Json check_json(const audit::OutputCheck& check) {
  Json samples = Json::array();
  for (const audit::Element& e : check.samples)
    samples.push_back({e.index, e.value, e.expected, e.bound});
  Json worst = element_json(check.worst);
  worst["share_of_bound"] = check.worst.share();
  return {{"checked", check.checked},
          {"outside", check.outside},
          {"largest_error", check.largest_error},
          {"mean_error", check.mean_error},
          {"rms", check.rms},
          {"worst", std::move(worst)},
          {"samples", std::move(samples)}};
}

Json input_json(const audit::InputRecord& input) {
  if (!input.defined) return nullptr;
  Json json{{"shape", shape_json(input.shape)}, {"dtype", name_of(input.dtype)}};
  if (input.from) json["from"] = *input.from;
  if (!input.also_from.empty()) json["also_from"] = input.also_from;
  return json;
}

Json output_json(const audit::OutputRecord& output) {
  if (output.sha256.empty()) return nullptr;
  Json json{{"shape", shape_json(output.shape)},
            {"dtype", name_of(output.dtype)},
            {"sha256", output.sha256}};
  if (output.check) json["check"] = check_json(*output.check);
  return json;
}

// A tensor that was left out stays null.
Json named(Json tensor, std::span<const TensorNotation> contract, std::size_t number) {
  if (!tensor.is_null() && number < contract.size()) tensor["name"] = contract[number].name;
  return tensor;
}

double per_second(double amount, double seconds) { return seconds > 0 ? amount / seconds : 0; }

Json call_json(const audit::CallRecord& call) {
  Json json{{"call", call.number},
            {"op", call.op->name},
            {"scope", call.scope},
            {"round", call.round},
            {"backward", call.backward},
            {"device", name_of(call.device)},
            {"flops", call.flops},
            {"bytes", call.bytes},
            {"start", call.start},
            {"seconds", call.seconds},
            {"flops_per_second", per_second(call.flops, call.seconds)},
            {"bytes_per_second", per_second(call.bytes, call.seconds)}};
  const Contract contract = parse_contract(call.op->shapes);
  for (std::size_t i = 0; i < call.inputs.size(); ++i)
    json["inputs"].push_back(named(input_json(call.inputs[i]), contract.input_list(), i));
  for (std::size_t i = 0; i < call.outputs.size(); ++i)
    json["outputs"].push_back(named(output_json(call.outputs[i]), contract.output_list(), i));
  return json;
}

Json total_json(const audit::Total& total) {
  return {{"op", total.op->name},
          {"scope", total.scope},
          {"backward", total.backward},
          {"calls", total.calls},
          {"checked_calls", total.checked_calls},
          {"checked_elements", total.checked_elements},
          {"outside", total.outside},
          {"largest_share_of_bound", total.largest_share},
          {"largest_error", total.largest_error},
          {"flops", total.flops},
          {"bytes", total.bytes},
          {"seconds", total.seconds}};
}

Json sampling_json(const audit::Sampling& sampling) {
  Json rounds = Json::array();
  for (const audit::Sampling::Rounds& r : sampling.rounds) rounds.push_back({r.first, r.last});
  return {{"every", sampling.every},
          {"ops", sampling.ops},
          {"steps", std::move(rounds)},
          {"elements", sampling.elements}};
}

}  // namespace

nlohmann::json to_json(const OpInfo& op) {
  const OpFiles where = files_of(op);
  Json files{std::string(where.header), std::string(where.reference)};
  for (const std::string_view source : where.sources) files.push_back(std::string(source));
  return {{"name", op.name},         {"formula", op.formula},         {"shapes", op.shapes},
          {"gradient", op.gradient}, {"roundings", op.roundings},     {"magnitude", op.magnitude},
          {"flops", op.flops},       {"bytes", bytes_expression(op)}, {"files", std::move(files)}};
}

nlohmann::json to_json(const audit::Audit& audit) {
  Json json{{"format", "posegrad audit 1"},
            {"command", audit.command},
            {"machine", {{"threads", audit.threads}, {"blas_kernels", audit.blas}}},
            {"sampling", sampling_json(audit.sampling)},
            {"all_calls", audit.all_calls},
            {"recorded_calls", audit.calls.size()},
            {"outside", audit.outside()},
            {"seconds", audit.seconds},
            {"audit_seconds", audit.own_seconds},
            {"ops", Json::array()},
            {"totals", Json::array()},
            {"figures", Json::array()},
            {"calls", Json::array()}};
  std::set<std::string_view> named;
  for (const audit::Total& total : audit.totals) {
    json["totals"].push_back(total_json(total));
    if (named.insert(total.op->name).second) json["ops"].push_back(to_json(*total.op));
  }
  for (const audit::RoundCount& count : audit.rounds)
    json["rounds"].push_back(
        {{"scope", count.scope}, {"all", count.all}, {"recorded", count.recorded}});
  for (const audit::FigureRecord& figure : audit.figures)
    json["figures"].push_back(
        {{"name", figure.name}, {"value", figure.value}, {"after_call", figure.after_call}});
  for (const audit::CallRecord& call : audit.calls) json["calls"].push_back(call_json(call));
  return json;
}

}  // namespace posegrad::apps

// Writes the pages that scripts_test.mjs and browser_test.mjs open into the folder that the first
// argument names.
#include <cstdio>
#include <limits>
#include <string>

#include <nlohmann/json.hpp>

#include "apps/audit/audit_json.h"
#include "apps/audit/page.h"
#include "audit/recorder.h"
#include "autograd/ops.h"
#include "nn/adam.h"
#include "nn/module.h"
#include "pose/formats/atomic_file.h"
#include "pose/model/temporal_model.h"
#include "pose/training/losses.h"
#include "tensor/call_site.h"
#include "tensor/error.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using nlohmann::json;

namespace {

Variable loss_of(const Variable& predicted, const Variable& target) {
  const CallScope scope("loss");
  return pose::mpjpe_loss(predicted, target);
}

/// Three training steps of a 9-frame model and an evaluation, audited; the second step is not
/// recorded.
json small() {
  pose::TemporalModel model({.widths = {3, 3}, .channels = 8}, 1);
  nn::Adam optimizer(model.state().parameters, {});
  nn::RandomStream random{.seed = 1};
  audit::Recorder recorder({.every = 2, .elements = 64});
  for (std::uint64_t step = 0; step < 3; ++step) {
    const CallScope scope("training step");
    const nn::Pass pass{nn::Mode::training, 0.1, &random};
    const Variable x(test::random_tensor({4, 9, 17, 2}, DType::f32, 3 * step)),
        target(test::random_tensor({4, 1, 17, 3}, DType::f32, 3 * step + 1));
    const Variable predicted =
        forward_as("model_pos", model, x, pass, pose::ModelForm::single_frame);
    const Variable loss = loss_of(predicted, target);
    backward(loss);
    optimizer.step();
    observe_figure("training loss", loss.value().item());
  }
  {
    const CallScope scope("evaluation");
    const Variable x(test::random_tensor({1, 20, 17, 2}, DType::f32, 100));
    forward_as("model_pos", model, x, {}, pose::ModelForm::dilated);
  }
  for (const char* action : {"Walking", "Sitting", "mean over actions"})
    for (const char* metric : {"MPJPE", "P-MPJPE"})
      observe_figure(std::string(metric) + ", " + action, 0.0468);
  audit::Audit audit = recorder.take();
  audit.command = {"run", "-k", "gt", "--subset", "0.1"};
  return apps::to_json(audit);
}

/// Names that would run or end the script, were they markup; numbers that are none; an element
/// beyond its bound.
json hostile(json audit) {
  const std::string attack =
      "</script><script>document.title='run'</script><!--<script>"
      "<img src=x onerror=\"document.title='run'\">{{script}}'\"&\u2028\u2029";
  audit["command"] = {"run", attack, std::string("not UTF-8: \xff")};
  audit["machine"]["blas_kernels"] = attack;
  audit["sampling"]["ops"] = {attack};
  for (json& figure : audit["figures"]) figure["name"] = figure["name"].get<std::string>() + attack;
  audit["figures"][0]["value"] = std::numeric_limits<double>::quiet_NaN();
  for (json& op : audit["ops"])
    for (const char* part : {"name", "formula", "shapes", "gradient", "magnitude"})
      op[part] = op[part].get<std::string>() + attack;
  for (const char* list : {"totals", "calls"})
    for (json& item : audit[list])
      for (const char* part : {"op", "scope"}) item[part] = item[part].get<std::string>() + attack;
  json& output = audit["calls"][3]["outputs"][0];
  output["sha256"] = output["name"] = attack;
  json& check = output["check"];
  check["outside"] = 1;
  check["largest_error"] = check["mean_error"] = std::numeric_limits<double>::quiet_NaN();
  for (const char* part : {"value", "share_of_bound"})
    check["worst"][part] = std::numeric_limits<double>::infinity();
  audit["outside"] = 1;
  for (json& total : audit["totals"])
    if (total["op"] == audit["calls"][3]["op"] && total["scope"] == audit["calls"][3]["scope"] &&
        !total["backward"]) {
      total["outside"] = 1;
      total["largest_share_of_bound"] = std::numeric_limits<double>::infinity();
    }
  return audit;
}

/// The contracts empty, as of an op that has none, and nothing checked.
json bare(json audit) {
  for (json& op : audit["ops"])
    op = {{"name", op["name"]}, {"formula", ""},   {"shapes", ""},
          {"gradient", ""},     {"roundings", ""}, {"magnitude", ""},
          {"flops", ""},        {"bytes", ""},     {"files", json::array()}};
  for (json& total : audit["totals"]) total["checked_calls"] = total["checked_elements"] = 0;
  for (json& call : audit["calls"])
    for (const char* list : {"inputs", "outputs"})
      for (json& tensor : call[list])
        if (tensor.is_object()) {
          tensor.erase("name");
          tensor.erase("check");
        }
  audit["figures"] = json::array();
  return audit;
}

/// An evaluation, and before it a round that folds a norm.
json folded(json audit) {
  json calls = json::array();
  for (json call : audit["calls"])
    if (call["scope"].get<std::string>().starts_with("evaluation")) {
      call["round"] = 2;
      calls.push_back(call);
    }
  json fold = calls.front();
  fold["call"] = fold["call"].get<int>() - 1;
  fold["op"] = "fold_norm";
  fold["scope"] = "evaluation/inference model/expand_conv";
  fold["round"] = 1;
  calls.insert(calls.begin(), fold);
  audit["calls"] = calls;
  return audit;
}

/// Recorded nothing: only totals.
json unrecorded(json audit) {
  audit["calls"] = json::array();
  audit["recorded_calls"] = 0;
  return audit;
}

/// 60 recorded rounds and 5000 figures.
json many(json audit) {
  const json calls = audit["calls"];
  for (int round = 100; round < 160; ++round)
    for (json call : calls) {
      if (call["scope"].get<std::string>().starts_with("evaluation")) continue;
      if (call["round"] != 3) continue;
      call["round"] = round;
      call["call"] = round * 1000 + call["call"].get<int>();
      audit["calls"].push_back(call);
    }
  for (int i = 0; i < 5000; ++i)
    audit["figures"].push_back(
        {{"name", "training loss"}, {"value", 1.0 / (1 + i)}, {"after_call", i}});
  audit["recorded_calls"] = audit["calls"].size();
  return audit;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_audit_pages FOLDER\n");
    return 2;
  }
  try {
    const std::string folder = std::string(argv[1]) + "/";
    const auto write = [&](const char* name, const json& shown) {
      pose::formats::write_file(folder + name + ".html", apps::audit_page(shown));
    };
    const json audit = small();  // once: its steps count on
    write("small", audit);
    write("hostile", hostile(audit));
    // As read from a file, where numbers that are none are null.
    write("read", json::parse(hostile(audit).dump(-1, ' ', false, json::error_handler_t::replace)));
    write("bare", bare(audit));
    write("folded", folded(audit));
    write("unrecorded", unrecorded(audit));
    write("many", many(audit));
  } catch (const Error& error) {
    std::fprintf(stderr, "write_audit_pages: %s\n", error.what());
    return 1;
  }
  return 0;
}

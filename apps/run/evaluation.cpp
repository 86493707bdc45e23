#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/console/console.h"
#include "apps/console/progress.h"
#include "apps/console/shown.h"
#include "apps/run/jobs.h"
#include "apps/run/shards.h"
#include "pose/evaluation/evaluate.h"
#include "tensor/dispatch.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr double kMillimetres = 1000;

nlohmann::json error_fields(const pose::PoseErrors& errors) {
  return {{"mpjpe_mm", errors.mpjpe * kMillimetres},
          {"p_mpjpe_mm", errors.p_mpjpe * kMillimetres},
          {"n_mpjpe_mm", errors.n_mpjpe * kMillimetres},
          {"velocity_mm", errors.velocity * kMillimetres}};
}

void evaluate_subjects(const RunOptions& options, const pose::Dataset& dataset,
                       const RunModel& model, const std::vector<std::string>& subjects,
                       JsonLog& log) {
  pose::EvaluationErrors evaluation;
  {
    std::unique_ptr<Progress> progress;
    evaluation = evaluate_by_shards(options, dataset, model, subjects, [&](Index done, Index all) {
      if (!progress)
        progress = std::make_unique<Progress>(progress_on_stderr(), "evaluating", "frames", all);
      progress->update(done);
    });
  }
  for (const pose::ActionErrors& action : evaluation.actions) {
    console::print(console::action(action, options.prediction.mirror));
    nlohmann::json line{{"event", "evaluation"},
                        {"subjects", subjects},
                        {"action", action.action},
                        {"frames", action.frames}};
    line.update(error_fields(action.errors));
    log.write(line);
  }
  console::print(console::averages(evaluation.average));
  console::print("\n" + console::table(evaluation));
  nlohmann::json line{{"event", "evaluation_average"}, {"subjects", subjects}};
  line.update(error_fields(evaluation.average));
  log.write(line);
}

bool has_ground_truth(const pose::Subject& subject, const std::vector<std::string>& prefixes) {
  return std::ranges::any_of(subject.evaluation_order, [&](const std::string& action) {
    return pose::action_matches(action, prefixes);
  });
}

}  // namespace

void run_evaluation(const RunOptions& options, const pose::Dataset& dataset, const RunModel& model,
                    JsonLog& log) {
  console::print(console::evaluating());
  if (!options.by_subject)
    return evaluate_subjects(options, dataset, model, options.subjects_test, log);
  for (const std::string& subject : options.subjects_test) {
    // HumanEva has such: none of their frames was valid.
    if (!has_ground_truth(dataset.subject(subject), options.actions)) {
      console::note(
          fmt::format("posegrad run: subject {} has nothing to evaluate on: left out", subject));
      continue;
    }
    console::print(console::evaluating_subject(subject));
    evaluate_subjects(options, dataset, model, {subject}, log);
    console::print("");
  }
}

}  // namespace posegrad::apps

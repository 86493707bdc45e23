#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/gradcheck/data.h"
#include "apps/gradcheck/options.h"
#include "apps/gradcheck/table.h"
#include "apps/options/nearest.h"
#include "apps/usage_error.h"
#include "pose/formats/atomic_file.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr Index kModelElements = 64;
constexpr double kModelStep = 1e-5;
const std::string kModel = "model";

using Cases = std::vector<GradcheckCase>;

Cases cases_of(const std::string& name) {
  Cases all = gradcheck_cases(), chosen;
  std::ranges::copy_if(all, std::back_inserter(chosen),
                       [&](const GradcheckCase& c) { return c.op == name; });
  if (!chosen.empty()) return chosen;
  std::vector<std::string> known{kModel};
  for (const GradcheckCase& c : all)
    if (c.op != known.back()) known.push_back(c.op);
  const std::string guess = did_you_mean(name, known);
  throw UsageError(guess.empty()
                       ? fmt::format("unknown op '{}'; expected {}", name, fmt::join(known, ", "))
                       : fmt::format("unknown op '{}'{}", name, guess));
}

/// The cases of the named ops, or of all; those that --case asks for.
Cases chosen_cases(const GradcheckCommand& command) {
  Cases cases;
  if (command.names.empty()) cases = gradcheck_cases();
  for (const std::string& name : command.names)
    if (name != kModel) std::ranges::copy(cases_of(name), std::back_inserter(cases));
  if (command.only_case.empty()) return cases;
  if (cases.empty())
    throw UsageError("--case: found with the model alone, which has --form instead");
  std::vector<std::string> known;
  for (const GradcheckCase& c : cases) known.push_back(c.what);
  std::erase_if(cases, [&](const GradcheckCase& c) { return c.what != command.only_case; });
  if (cases.empty())
    throw UsageError(fmt::format(
        "--case: no case '{}' among those of {}{}", command.only_case,
        command.names.empty() ? "the ops" : fmt::format("{}", fmt::join(command.names, ", ")),
        did_you_mean(command.only_case, known)));
  return cases;
}

std::vector<std::string> counts_of(const Cases& cases) {
  std::vector<std::string> counts;
  for (const GradcheckCase& c : cases) {
    const std::string count = fmt::format("{}", c.inputs.size());
    if (std::ranges::find(counts, count) == counts.end()) counts.push_back(count);
  }
  return counts;
}

GradcheckOptions options_for(const GradcheckCommand& command, Index repeat, double step,
                             Index elements) {
  return {.seed = static_cast<std::uint64_t>(command.seed + repeat),
          .step = command.step > 0 ? command.step : step,
          .elements = command.elements >= 0 ? command.elements : elements,
          .tolerance = command.tolerance};
}

/// The table, printed as it grows.
class Table {
 public:
  explicit Table(const GradcheckCommand& command) : command_(command) {
    console::print(table_head());
  }

  void add_case(const GradcheckCase& c, const std::vector<nn::NamedTensor>& arrays) {
    std::vector<GradcheckRow> rows;
    for (Index repeat = 0; repeat < command_.repeats; ++repeat) {
      const GradcheckOptions options = options_for(command_, repeat, c.step, 0);
      merge_rows(rows, check_case(c,
                                  arrays.empty() ? random_inputs(c, options.seed)
                                                 : inputs_from(arrays, c, command_.data),
                                  options));
    }
    append(rows);
  }

  void add_model(pose::ModelForm form, const Tensor& poses) {
    std::vector<GradcheckRow> rows;
    for (Index repeat = 0; repeat < command_.repeats; ++repeat)
      merge_rows(rows, check_model(command_, form, poses,
                                   options_for(command_, repeat, kModelStep, kModelElements)));
    append(rows);
  }

  /// The exit code.
  int finish() const {
    console::print(table_summary(rows_, command_.tolerance));
    if (!command_.json.empty())
      pose::formats::write_file(command_.json,
                                nlohmann::json{{"tolerance", command_.tolerance},
                                               {"seed", command_.seed},
                                               {"repeats", command_.repeats},
                                               {"rows", table_json(rows_, command_.tolerance)}}
                                        .dump(1) +
                                    "\n");
    return std::ranges::all_of(
               rows_,
               [&](const GradcheckRow& row) { return verdict(row, command_.tolerance) == "ok"; })
               ? 0
               : 1;
  }

 private:
  void append(const std::vector<GradcheckRow>& rows) {
    for (const GradcheckRow& row : rows) {
      console::print(table_line(row, command_.tolerance));
      rows_.push_back(row);
    }
  }

  const GradcheckCommand& command_;
  std::vector<GradcheckRow> rows_;
};

/// The cases that take so many arrays.
Cases fitting(Cases cases, const std::vector<nn::NamedTensor>& arrays, const std::string& path) {
  const std::vector<std::string> counts = counts_of(cases);
  std::erase_if(cases, [&](const GradcheckCase& c) { return c.inputs.size() != arrays.size(); });
  if (cases.empty() && !counts.empty())
    throw DataError(fmt::format("{}: holds {} arrays; the op takes {}", path, arrays.size(),
                                fmt::join(counts, " or ")));
  return cases;
}

}  // namespace

int gradcheck_command(std::span<const std::string> arguments) {
  const GradcheckCommand command = parse_gradcheck_options(arguments);
  if (command.help) {
    console::print(help_text(gradcheck_help()));
    return 0;
  }
  const bool model = std::ranges::find(command.names, kModel) != command.names.end();
  Cases cases = chosen_cases(command);
  std::vector<nn::NamedTensor> arrays;
  Tensor poses;
  if (!command.data.empty()) {
    arrays = read_arrays(command.data);
    if (model)
      poses =
          poses_from(arrays, pose::TemporalModel(command.model, 0).receptive_field(), command.data);
    cases = fitting(std::move(cases), arrays, command.data);
  }
  Table table(command);
  for (const GradcheckCase& c : cases) table.add_case(c, arrays);
  if (model)
    for (const pose::ModelForm form : forms_of(command)) table.add_model(form, poses);
  return table.finish();
}

}  // namespace posegrad::apps

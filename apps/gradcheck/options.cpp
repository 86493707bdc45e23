#include "apps/gradcheck/options.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/options/help.h"
#include "apps/options/nearest.h"
#include "apps/options/parser.h"
#include "apps/options/typed.h"
#include "apps/usage_error.h"
#include "autograd/gradcheck_cases.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr Index kMost = 1'000'000;
const std::vector<std::string> kForms{"dilated", "single-frame"};

OptionTable gradcheck_table(GradcheckCommand& o) {
  OptionGroup what{"What is checked"};
  what.add("--case", &o.only_case, "TEXT", "only the cases of this name").default_text = "all";
  what.add("--data", &o.data, "FILE",
           "npz or npy with the numbers to check at, for one op or the model")
      .default_text = "random numbers";
  what.add("--elements", &o.elements, "N", "elements of each input, drawn at random; 0: all")
      .default_text = "all of an op's, 64 of each of the model's tensors";
  OptionGroup how{"How"};
  how.add("--seed", &o.seed, "N", "of the random numbers");
  how.add("--repeats", &o.repeats, "N", "seeds that are tried, one after the other from --seed");
  how.add("--step", &o.step, "H", "distance of the differences").default_text =
      "1e-3; 1e-5 where a ReLU sits inside";
  how.add("--tolerance", &o.tolerance, "T", "largest error, relative to the input's gradient");
  how.add("--json", &o.json, "FILE", "write the table there too");
  how.add_help(&o.help);
  OptionGroup model{"The model"};
  model.add("-arc/--arc", &o.model.widths, "A,B,...", "filter widths, odd");
  model.add("-ch/--channels", &o.model.channels, "N", "channels of the convolutions");
  model.add("-drop/--dropout", &o.model.dropout, "P", "probability of dropping a number");
  model.add_flag("--causal", {&o.model.causal}, "only past frames");
  model.add_flag("--dense", {&o.model.dense}, "filters that span their whole window");
  model.add("--form", &o.form, "NAME", "dilated or single-frame").default_text =
      "both, where there are both";
  model.add("-b/--batch", &o.batch, "N", "sequences");
  model.add("--frames", &o.frames, "N", "output frames of a sequence, in the dilated form");
  model.add_flag("--evaluation", {&o.evaluation}, "as in evaluation: running statistics");
  model.add_flag("--plain", {&o.fused, false}, "without fused ops");
  return {what, how, model};
}

void check_model(const GradcheckCommand& o) {
  check_widths("-arc/--arc", o.model.widths, kMost);
  check_range("-ch/--channels", o.model.channels, 1, kMost);
  if (!(o.model.dropout >= 0 && o.model.dropout < 1))
    throw UsageError(
        fmt::format("-drop/--dropout: found {}, expected at least 0 and below 1", o.model.dropout));
  if (!o.form.empty() && std::ranges::find(kForms, o.form) == kForms.end())
    throw UsageError(fmt::format("--form: found '{}', expected {}{}", o.form,
                                 fmt::join(kForms, " or "), did_you_mean(o.form, kForms)));
  if (o.model.dense && o.form == "single-frame")
    throw UsageError("--form: dense filters have no single-frame form");
  check_range("-b/--batch", o.batch, 1, kMost);
  check_range("--frames", o.frames, 1, kMost);
}

}  // namespace

GradcheckCommand parse_gradcheck_options(std::span<const std::string> arguments) {
  GradcheckCommand o;
  parse_options(gradcheck_table(o), arguments, &o.names);
  if (o.help) return o;
  if (o.seed < 0) throw UsageError(fmt::format("--seed: found {}, expected at least 0", o.seed));
  check_range("--repeats", o.repeats, 1, kMost);
  if (o.elements != -1) check_range("--elements", o.elements, 0, kMost);
  if (o.step != 0 && !(o.step >= 1e-12 && o.step <= 1))
    throw UsageError(fmt::format("--step: found {}, expected 1e-12 to 1", o.step));
  if (!(o.tolerance > 0 && o.tolerance < 1))
    throw UsageError(
        fmt::format("--tolerance: found {}, expected a number between 0 and 1", o.tolerance));
  if (!o.data.empty() && o.names.size() != 1)
    throw UsageError(fmt::format("--data: found {} names, expected one op or the model for it",
                                 o.names.empty() ? "no" : fmt::format("{}", o.names.size())));
  check_model(o);
  return o;
}

CommandHelp gradcheck_help() {
  GradcheckCommand defaults;
  std::vector<std::string> names{"model"};
  for (const GradcheckCase& c : gradcheck_cases())
    if (names.back() != c.op) names.push_back(c.op);
  return {
      .usage = {"posegrad gradcheck [OP...|model] [OPTION...]"},
      .about = wrapped(
          "Compares gradients with finite differences in double: of every op, of the named "
          "ones, "
          "or of the whole temporal model (mean joint error to random targets, its parameters "
          "and its input). An error is relative to the largest entry of the input's gradient. "
          "Where a kink, such as a ReLU's, lies within two steps of an element, differences "
          "mean nothing: it is counted as a kink and not compared; an input with more kinks "
          "than comparisons fails. Exit code 1 if anything fails.\n\n"
          "--data: an npz file's arrays are the op's inputs by name (x, w, ...; the table lists "
          "them) or, if none has such a name, in their order; an npy file is the only input. "
          "They are checked in each of the op's cases that has so many inputs; choose one by "
          "--case where its sizes or axes do not fit. For the model: 2D poses, one array of "
          "shape (N, L, J, F), N sequences of L frames, at least the receptive field.",
          0),
      .groups = described(gradcheck_table(defaults)),
      .operands = std::move(names)};
}

}  // namespace posegrad::apps

// Chapter 10: docs/tutorial/10_audit.md
#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include <fmt/format.h>

#include "autograd/ops.h"
#include "nn/adam.h"
#include "pose/model/temporal_model.h"
#include "pose/training/losses.h"
#include "tensor/call_site.h"
#include "tensor/dispatch.h"
#include "tests/support/random_tensor.h"
#include "tests/tutorial/show.h"

using namespace posegrad;
using namespace posegrad::tutorial;

namespace {

/// What was seen of one op.
struct Line {
  Index calls = 0, elements = 0, outside = 0;
  double flops = 0;
  std::string first_outside;
};

class Auditor final : public KernelObserver {
 public:
  void before(const KernelCall& call) override { kept_ = call.keep_inputs(); }

  void after(const KernelCall& call, double) override {
    Line& line = lines_[std::string(call.info().name)];
    ++line.calls;
    line.flops += call.flops();
    const std::vector<Tensor> outputs = call.outputs();
    for (std::size_t o = 0; o < outputs.size(); ++o)
      for (Index e = 0; e < outputs[o].numel(); ++e)
        check(line, static_cast<int>(o), e, outputs[o]);
  }

  const std::map<std::string, Line>& lines() const { return lines_; }

 private:
  void check(Line& line, int output, Index element, const Tensor& result) const {
    const Reference expected = kept_->reference(output, element);
    const double error = std::abs(result.at(element) - expected.value);
    ++line.elements;
    if (error <= expected.bound(result.dtype())) return;
    ++line.outside;
    if (line.outside > 1) return;
    const ScopeName* const scope = call_site().scope;
    line.first_outside =
        fmt::format("element {} in '{}': {:.4f}, by definition {:.4f}, bound {:.0e}", element,
                    scope == nullptr ? "" : scope->path(), result.at(element), expected.value,
                    expected.bound(result.dtype()));
  }

  std::unique_ptr<KernelCall> kept_;
  std::map<std::string, Line> lines_;
};

void training_step() {
  const pose::TemporalModel model({.widths = {3, 3}, .channels = 8}, 1);
  nn::Adam optimizer(model.state().parameters, {});
  nn::RandomStream random{.seed = 1};
  const nn::Pass pass{.mode = nn::Mode::training, .random = &random};
  const Variable x(test::random_tensor({16, 9, 17, 2}, DType::f32, 1));
  const Variable target(test::random_tensor({16, 1, 17, 3}, DType::f32, 2));

  const CallScope scope("training step");
  const Variable y = forward_as("model", model, x, pass, pose::ModelForm::single_frame);
  backward(pose::mpjpe_loss(y, target));
  optimizer.step();
}

void audit_a_step() {
  Auditor auditor;
  set_kernel_observer(&auditor);
  training_step();
  set_kernel_observer(nullptr);
  fmt::print("{:28}{:>6}{:>10}{:>9}{:>9}\n", "op", "calls", "kFLOP", "elements", "outside");
  for (const auto& [name, line] : auditor.lines())
    fmt::print("{:28}{:6}{:10.1f}{:9}{:9}\n", name, line.calls, line.flops / 1e3, line.elements,
               line.outside);
}

/// x (R, C) -> y (R)
struct RowMean {
  static constexpr OpInfo info{.name = "row_mean",
                               .formula = "y[r] = sum_c x[r,c] / C",
                               .shapes = "x (R, C) -> y (R)",
                               .roundings = "C + 2",
                               .magnitude = "sum_c |x[r,c]| / C",
                               .flops = "R*C"};
  Tensor x, y;
  static constexpr std::array inputs{&RowMean::x};
  static constexpr std::array outputs{&RowMean::y};

  // Four at a time.
  void cpu() const {
    const Index C = x.dim(1);
    for (Index r = 0; r < x.dim(0); ++r) {
      const float* const row = x.data<float>() + r * C;
      float sum = 0;
      for (Index c = 0; c + 4 <= C; c += 4) sum += row[c] + row[c + 1] + row[c + 2] + row[c + 3];
      y.data<float>()[r] = sum / static_cast<float>(C);
    }
  }

  Reference reference(int, Index r) const {
    const Index C = x.dim(1);
    ReferenceSum sum;
    for (Index c = 0; c < C; ++c) sum.add(x.at(r * C + c) / static_cast<double>(C));
    return sum.result();
  }
};

Tensor row_mean(const Tensor& x) {
  const RowMean call{x, Tensor::empty({x.dim(0)})};
  dispatch(call);
  return call.y;
}

void find_the_bug() {
  for (const Index C : {8, 34}) {
    Auditor auditor;
    set_kernel_observer(&auditor);
    {
      const CallScope outer("my program"), inner("first layer");
      row_mean(test::random_tensor({5, C}, DType::f32, 3, 0, 1));
    }
    set_kernel_observer(nullptr);
    const Line& line = auditor.lines().at("row_mean");
    fmt::print("C = {}: {} of {} elements outside\n", C, line.outside, line.elements);
    if (line.outside > 0) fmt::print("  {}\n", line.first_outside);
  }
}

}  // namespace

int main() {
  audit_a_step();
  find_the_bug();
}

#include <limits>

#include <fmt/format.h>

#include "audit/recorder.h"
#include "python/module.h"
#include "tensor/parallel.h"

namespace posegrad::python {
namespace {

using audit::Audit;
using audit::Recorder;
using audit::Sampling;
using namespace py::literals;

py::str text(std::string_view view) { return {view.data(), view.size()}; }

py::dict element_record(const audit::Element& element) {
  return py::dict("index"_a = element.index, "value"_a = element.value,
                  "expected"_a = element.expected, "bound"_a = element.bound,
                  "error"_a = element.error(), "share"_a = element.share());
}

py::object check_record(const std::optional<audit::OutputCheck>& check) {
  if (!check) return py::none();
  py::list samples;
  for (const audit::Element& element : check->samples) samples.append(element_record(element));
  return py::dict("checked"_a = check->checked, "outside"_a = check->outside,
                  "largest_error"_a = check->largest_error, "mean_error"_a = check->mean_error,
                  "rms"_a = check->rms, "worst"_a = element_record(check->worst),
                  "samples"_a = samples);
}

py::dict input_record(const audit::InputRecord& input, std::string_view name) {
  return py::dict("name"_a = text(name), "shape"_a = input.shape,
                  "dtype"_a = text(name_of(input.dtype)), "defined"_a = input.defined,
                  "from"_a = input.from, "also_from"_a = input.also_from);
}

py::dict output_record(const audit::OutputRecord& output, std::string_view name) {
  return py::dict("name"_a = text(name), "shape"_a = output.shape,
                  "dtype"_a = text(name_of(output.dtype)), "sha256"_a = output.sha256,
                  "check"_a = check_record(output.check));
}

py::dict call_record(const audit::CallRecord& call) {
  const Contract contract = parse_contract(call.op->shapes);
  py::list inputs, outputs;
  for (std::size_t i = 0; i < call.inputs.size(); ++i)
    inputs.append(input_record(call.inputs[i], contract.tensors[i].name));
  for (std::size_t o = 0; o < call.outputs.size(); ++o)
    outputs.append(output_record(call.outputs[o], contract.tensors[contract.inputs + o].name));
  return py::dict("number"_a = call.number, "name"_a = text(call.op->name),
                  "formula"_a = text(call.op->formula), "shapes"_a = text(call.op->shapes),
                  "scope"_a = call.scope, "round"_a = call.round, "backward"_a = call.backward,
                  "device"_a = text(name_of(call.device)), "inputs"_a = inputs,
                  "outputs"_a = outputs, "flops"_a = call.flops, "bytes"_a = call.bytes,
                  "start"_a = call.start, "seconds"_a = call.seconds);
}

py::dict total_record(const audit::Total& total) {
  return py::dict("name"_a = text(total.op->name), "formula"_a = text(total.op->formula),
                  "scope"_a = total.scope, "backward"_a = total.backward, "calls"_a = total.calls,
                  "checked_calls"_a = total.checked_calls,
                  "checked_elements"_a = total.checked_elements, "outside"_a = total.outside,
                  "flops"_a = total.flops, "bytes"_a = total.bytes, "seconds"_a = total.seconds,
                  "largest_share"_a = total.largest_share, "largest_error"_a = total.largest_error);
}

/// with audit() as a:
class AuditContext {
 public:
  explicit AuditContext(Sampling sampling) : sampling_(std::move(sampling)) {}

  AuditContext& enter() {
    if (kernels_are_observed())
      throw ValueError(
          "audit: kernels are observed already; expected one audit or observer at a time");
    result_.reset();
    recorder_ = std::make_unique<Recorder>(sampling_);
    return *this;
  }
  void exit(const py::args&) {
    result_ = recorder_->take();
    recorder_.reset();
  }
  const Audit& result() const {
    if (!result_) throw ValueError("audit: what it found is there after its `with` block");
    return *result_;
  }

 private:
  Sampling sampling_;
  std::unique_ptr<Recorder> recorder_;
  std::optional<Audit> result_;
};

template <class Records, class Record>
py::list list_of(const Records& records, const Record& record) {
  py::list list;
  for (const auto& one : records) list.append(record(one));
  return list;
}

Sampling sampling_of(Index every, std::vector<std::string> ops,
                     const std::vector<std::pair<Index, Index>>& rounds, Index elements) {
  if (every < 1) throw ValueError(fmt::format("audit: every is {}; expected 1 or more", every));
  if (elements < 0)
    throw ValueError(
        fmt::format("audit: elements is {}; expected 0, which is all, or more", elements));
  Sampling sampling{.every = every, .ops = std::move(ops), .elements = elements};
  for (const auto& [first, last] : rounds) sampling.rounds.push_back({first, last});
  return sampling;
}

}  // namespace

void bind_audit(py::module_& m) {
  using py::arg;
  py::class_<AuditContext>(m, "audit",
                           R"(Records every kernel call and holds its results to their definition.

    with posegrad.audit() as audit:
        posegrad.backward(loss)
    audit.outside                        # elements further from their definition than rounding explains
    audit.calls[0]["outputs"][0]["check"]

every: one round (an outermost call_scope) in so many; ops: beginnings of names of ops to check, none: all; rounds: (first, last) pairs;
elements: checked of each output, 0: every one.)")
      .def(py::init([](Index every, std::vector<std::string> ops,
                       const std::vector<std::pair<Index, Index>>& rounds, Index elements) {
             return AuditContext(sampling_of(every, std::move(ops), rounds, elements));
           }),
           py::kw_only(), arg("every") = 1, arg("ops") = std::vector<std::string>(),
           arg("rounds") = std::vector<std::pair<Index, Index>>(), arg("elements") = 4096)
      .def("__enter__", &AuditContext::enter, py::return_value_policy::reference)
      .def("__exit__", &AuditContext::exit)
      .def_property_readonly(
          "calls", [](const AuditContext& a) { return list_of(a.result().calls, call_record); },
          "A dict for each recorded call: name, formula, inputs, outputs with their checks, ...")
      .def_property_readonly(
          "totals", [](const AuditContext& a) { return list_of(a.result().totals, total_record); },
          "A dict for each op in each scope, over all calls.")
      .def_property_readonly(
          "figures",
          [](const AuditContext& a) {
            return list_of(a.result().figures, [](const audit::FigureRecord& figure) {
              return py::dict("name"_a = figure.name, "value"_a = figure.value,
                              "after_call"_a = figure.after_call);
            });
          },
          "A dict for each loss or error that was reported.")
      .def_property_readonly("rounds",
                             [](const AuditContext& a) {
                               return list_of(
                                   a.result().rounds, [](const audit::RoundCount& round) {
                                     return py::dict("scope"_a = round.scope, "all"_a = round.all,
                                                     "recorded"_a = round.recorded);
                                   });
                             })
      .def_property_readonly(
          "outside", [](const AuditContext& a) { return a.result().outside(); },
          "Elements beyond their bound.")
      .def_property_readonly("all_calls",
                             [](const AuditContext& a) { return a.result().all_calls; })
      .def_property_readonly(
          "seconds", [](const AuditContext& a) { return a.result().seconds; },
          "Of the program, without checking.")
      .def_property_readonly(
          "own_seconds", [](const AuditContext& a) { return a.result().own_seconds; },
          "Of checking.");
  m.def(
      "observe_figure", [](const std::string& name, double value) { observe_figure(name, value); },
      arg("name"), arg("value"),
      "Tells the audit, if there is one, of a number that kernels led to.");
}

}  // namespace posegrad::python

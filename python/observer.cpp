#include <fmt/format.h>

#include "python/module.h"
#include "python/names.h"
#include "tensor/call_site.h"
#include "tensor/dispatch.h"

namespace posegrad::python {
namespace {

/// A kernel call as Python sees it: while it is observed, or one with its inputs kept.
class SeenCall {
 public:
  explicit SeenCall(const KernelCall* seen) : call_(seen) {}
  explicit SeenCall(std::unique_ptr<KernelCall> own) : own_(std::move(own)), call_(own_.get()) {}

  const KernelCall& get() const {
    if (call_ == nullptr)
      throw ValueError("this kernel call is over; keep_inputs() gives one that stays");
    return *call_;
  }
  void end() noexcept { call_ = nullptr; }

 private:
  std::unique_ptr<KernelCall> own_;
  const KernelCall* call_;
};

/// Hands what it sees to an object of Python, in `with observe(object)`.
class PythonObserver final : public KernelObserver {
 public:
  explicit PythonObserver(py::object object) : object_(std::move(object)) {}

  void before(const KernelCall& call) override { tell("before", call); }
  void after(const KernelCall& call, double seconds) override { tell("after", call, seconds); }
  void figure(std::string_view name, double value) override {
    const py::gil_scoped_acquire lock;
    if (py::hasattr(object_, "figure")) object_.attr("figure")(std::string(name), value);
  }

  py::object enter() {
    before_us_ = set_kernel_observer(this);
    return object_;
  }
  void exit(const py::args&) { set_kernel_observer(before_us_); }

 private:
  template <class... More>
  void tell(const char* what, const KernelCall& call, More... more) {
    const py::gil_scoped_acquire lock;
    const auto seen = std::make_shared<SeenCall>(&call);
    const std::unique_ptr<SeenCall, void (*)(SeenCall*)> over(seen.get(),
                                                              [](SeenCall* gone) { gone->end(); });
    object_.attr(what)(seen, more...);
  }

  py::object object_;
  KernelObserver* before_us_ = nullptr;
};

std::vector<std::optional<Tensor>> optional_tensors(const std::vector<Tensor>& tensors) {
  std::vector<std::optional<Tensor>> list;
  for (const Tensor& tensor : tensors)
    list.push_back(tensor.defined() ? std::optional(tensor) : std::nullopt);
  return list;
}

Reference reference_of(const SeenCall& seen, int output, Index element) {
  const KernelCall& call = seen.get();
  const std::vector<Tensor> outputs = call.outputs();
  if (output < 0 || static_cast<std::size_t>(output) >= outputs.size())
    throw py::index_error(fmt::format("{} has no output {}", call.info().name, output));
  const Tensor& of = outputs[static_cast<std::size_t>(output)];
  if (element < 0 || element >= of.numel())
    throw py::index_error(fmt::format("{}: element {} does not lie in the output's shape {}",
                                      call.info().name, element, of.shape().to_string()));
  return call.reference(output, element);
}

py::dict ops() {
  py::dict all;
  for (const OpInfo* const info : catalogue())
    all[py::str(std::string(info->name))] = py::cast(info, py::return_value_policy::reference);
  return all;
}

// Records and observers hold it by its address: it stays for as long as the program runs.
OpInfo* new_info(const std::string& name, const std::string& formula, const std::string& shapes,
                 const std::string& gradient, const std::string& roundings,
                 const std::string& magnitude, const std::string& flops) {
  parse_contract(lasting(shapes));
  return new OpInfo{.name = lasting(name),
                    .formula = lasting(formula),
                    .shapes = lasting(shapes),
                    .gradient = lasting(gradient),
                    .roundings = lasting(roundings),
                    .magnitude = lasting(magnitude),
                    .flops = lasting(flops)};
}

void bind_info(py::module_& m) {
  using py::arg;
  py::class_<OpInfo, std::unique_ptr<OpInfo, py::nodelete>> info(
      m, "OpInfo", "An op's contract as data: texts. ops() has all.");
  info.def(py::init(&new_info), py::kw_only(), arg("name"), arg("formula"), arg("shapes"),
           arg("gradient") = "", arg("roundings") = "0", arg("magnitude") = "none: exact",
           arg("flops") = "0", "Of an op of your own: see result_of().");
  const auto text = [&info](const char* name, std::string_view OpInfo::*member) {
    info.def_property_readonly(name,
                               [member](const OpInfo& of) { return std::string(of.*member); });
  };
  text("name", &OpInfo::name);
  text("formula", &OpInfo::formula);
  text("shapes", &OpInfo::shapes);
  text("gradient", &OpInfo::gradient);
  text("roundings", &OpInfo::roundings);
  text("magnitude", &OpInfo::magnitude);
  text("flops", &OpInfo::flops);
  info.def("__repr__",
           [](const OpInfo& of) { return fmt::format("<OpInfo {}: {}>", of.name, of.formula); });
  m.def("ops", ops, "Every op that there is, by name: its OpInfo.");
}

void bind_reference(py::module_& m) {
  using py::arg;
  py::class_<Reference>(
      m, "Reference",
      "One element of a result by its definition in double, and how far a kernel may be from it.")
      .def(py::init([](double value, double magnitude, double roundings) {
             return Reference{value, magnitude, roundings};
           }),
           arg("value"), arg("magnitude") = 0.0, arg("roundings") = 0.0)
      .def_readonly("value", &Reference::value)
      .def_readonly("magnitude", &Reference::magnitude, "Sum of |terms|.")
      .def_readonly("roundings", &Reference::roundings,
                    "That each term goes through; 0: the result is exact.")
      .def("bound", &Reference::bound, arg("dtype"),
           "Largest permitted |kernel - value| of a kernel that works in this type.");
  py::class_<ReferenceSum>(m, "ReferenceSum", "Adds up the terms of a Reference.")
      .def(py::init())
      .def("add", &ReferenceSum::add, arg("term"))
      .def("result", &ReferenceSum::result, arg("extra") = 2.0,
           "extra: roundings besides the additions.");
}

}  // namespace

void bind_observer(py::module_& m) {
  using py::arg;
  bind_info(m);
  bind_reference(m);
  py::class_<SeenCall, std::shared_ptr<SeenCall>>(m, "KernelCall",
                                                  "A call of a kernel, as an observer sees it.")
      .def_property_readonly(
          "info", [](const SeenCall& seen) { return &seen.get().info(); },
          py::return_value_policy::reference)
      .def_property_readonly(
          "inputs", [](const SeenCall& seen) { return optional_tensors(seen.get().inputs()); })
      .def_property_readonly(
          "outputs", [](const SeenCall& seen) { return optional_tensors(seen.get().outputs()); })
      .def("flops", [](const SeenCall& seen) { return seen.get().flops(); })
      .def(
          "bytes", [](const SeenCall& seen) { return seen.get().bytes(); }, "Read and written.")
      .def(
          "value",
          [](const SeenCall& seen, const std::string& expression) {
            return seen.get().value(expression);
          },
          arg("expression"), "Of an expression in the names of the contract: '2*M*N*K'.")
      .def("reference", reference_of, arg("output"), arg("element"),
           "An element of an output by the op's definition. After the kernel ran, ask a call that "
           "kept its inputs.")
      .def(
          "keep_inputs",
          [](const SeenCall& seen) { return std::make_shared<SeenCall>(seen.get().keep_inputs()); },
          "The same call for after the kernel ran, with copies of inputs that the kernel "
          "overwrites.");
  py::class_<PythonObserver>(m, "observe",
                             R"(with observe(observer): every kernel call is told to it.

observer.before(call) and observer.after(call, seconds), each with a KernelCall. One observer at a time, for all threads.)")
      .def(py::init<py::object>(), arg("observer"))
      .def("__enter__", &PythonObserver::enter)
      .def("__exit__", &PythonObserver::exit);
  m.def(
      "scope",
      [] {
        const ScopeName* const scope = call_site().scope;
        return scope == nullptr ? std::string() : scope->path();
      },
      "Where kernels are called now: 'training step/model'; empty outside of every call_scope.");
}

}  // namespace posegrad::python

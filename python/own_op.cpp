#include <chrono>

#include <fmt/format.h>

#include "python/module.h"
#include "tensor/dispatch.h"

namespace posegrad::python {
namespace {

// A kernel op that is an object of Python: what tensor/dispatch.h wants of a struct, as attributes.

const OpInfo& info_of(const py::object& op) {
  if (!py::hasattr(op, "info") || !py::isinstance<OpInfo>(op.attr("info")))
    throw ValueError(fmt::format("{} has no `info`; expected an OpInfo, the op's contract",
                                 std::string(py::str(py::type::of(op).attr("__name__")))));
  return *op.attr("info").cast<const OpInfo*>();
}

class OwnCall final : public KernelCall {
 public:
  explicit OwnCall(const py::object& op)
      : op_(kept(op)), info_(&info_of(op)), contract_(parse_contract(info_->shapes)) {
    read_tensors();
  }

  const OpInfo& info() const override { return *info_; }
  const Contract& contract() const override { return contract_; }
  std::vector<Tensor> inputs() const override {
    return {tensors_.begin(), tensors_.begin() + input_count()};
  }
  std::vector<Tensor> outputs() const override {
    return {tensors_.begin() + input_count(), tensors_.end()};
  }
  double value(std::string_view expression) const override { return dims().evaluate(expression); }

  Reference reference(int output, Index element) const override {
    const py::gil_scoped_acquire lock;
    return op_->attr("reference")(output, element).cast<Reference>();
  }

  std::unique_ptr<KernelCall> keep_inputs() const override {
    const py::gil_scoped_acquire lock;
    const py::object copy = py::module_::import("copy").attr("copy")(*op_);
    for (std::size_t i = 0; i < contract_.inputs; ++i)
      for (std::size_t o = contract_.inputs; o < tensors_.size(); ++o)
        if (tensors_[i].shares_storage(tensors_[o]))
          copy.attr(name(i).c_str()) = tensors_[i].clone();
    return std::make_unique<OwnCall>(copy);
  }

  /// Makes the outputs that are not there yet, of the contract's shapes.
  void make_outputs() {
    const Dims known = dims();
    for (std::size_t o = contract_.inputs; o < tensors_.size(); ++o) {
      const TensorNotation& notation = contract_.tensors[o];
      if (!tensors_[o].defined() && !notation.optional)
        op_->attr(name(o).c_str()) = Tensor::empty(known.shape_of(notation.name),
                                                   notation.dtype.value_or(tensors_[0].dtype()));
    }
    read_tensors();
  }

  // The same that dispatch() does for an op of C++.
  void dispatch() const {
    static_cast<void>(dims());  // the contract holds
    KernelObserver* const observer = detail::kernel_observer;
    if (observer == nullptr) return run();
    observer->before(*this);
    const auto start = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    observer->after(*this, seconds.count());
  }

 private:
  std::ptrdiff_t input_count() const { return static_cast<std::ptrdiff_t>(contract_.inputs); }
  std::string name(std::size_t tensor) const { return std::string(contract_.tensors[tensor].name); }
  void run() const { op_->attr("cpu")(); }

  void read_tensors() {
    tensors_.clear();
    for (std::size_t i = 0; i < contract_.tensors.size(); ++i) {
      const bool is_output = i >= contract_.inputs;
      const py::object tensor = py::getattr(*op_, name(i).c_str(), py::none());
      if (tensor.is_none() && !is_output && !contract_.tensors[i].optional)
        throw ValueError(
            fmt::format("{}: there is no '{}'; expected a Tensor", info_->name, name(i)));
      if (!tensor.is_none() && !py::isinstance<Tensor>(tensor))
        throw ValueError(fmt::format("{}: '{}' is of type {}; expected a Tensor", info_->name,
                                     name(i),
                                     std::string(py::str(py::type::of(tensor).attr("__name__")))));
      tensors_.push_back(tensor.is_none() ? Tensor() : tensor.cast<Tensor>());
    }
  }

  Dims dims() const {
    Dims::Tensors tensors{};
    for (std::size_t i = 0; i < tensors_.size(); ++i) tensors[i] = &tensors_[i];
    return Dims(info_->name, contract_, tensors);
  }

  std::shared_ptr<py::object> op_;
  const OpInfo* info_;
  Contract contract_;
  std::vector<Tensor> tensors_;  // inputs, then outputs
};

Tensor result_of_own(const py::object& op) {
  OwnCall call(op);
  call.make_outputs();
  call.dispatch();
  return call.outputs().front();
}

constexpr const char* kResultOf =
    R"doc(Runs an op of your own on outputs of the shapes that its contract gives them; returns the first of them.

    class RowMean:
        info = posegrad.OpInfo(name="row_mean", formula="y[r] = sum_c x[r,c] / C", shapes="x (R, C) -> y (R)",
                               roundings="C + 2", magnitude="sum_c |x[r,c]| / C", flops="R*C")
        def __init__(self, x):
            self.x = x                            # Tensors, by the contract's names
        def cpu(self):                            # writes to self.y
            self.y.numpy()[:] = self.x.numpy().mean(axis=1)
        def reference(self, output, r):           # one element in double, and how far a kernel may be off
            terms = posegrad.ReferenceSum()
            for x in self.x.numpy()[r].astype(float):
                terms.add(x / self.x.dim(1))
            return terms.result()

    posegrad.result_of(RowMean(x)))doc";

}  // namespace

void bind_own_op(py::module_& m) {
  m.def(
      "dispatch", [](const py::object& op) { OwnCall(op).dispatch(); }, py::arg("op"),
      "Runs op.cpu() as a kernel call that observers and audits see; its tensors, outputs too, are "
      "there.");
  m.def("result_of", result_of_own, py::arg("op"), kResultOf);
}

}  // namespace posegrad::python

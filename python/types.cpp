#include "python/named_enum.h"
#include "tensor/device.h"
#include "tensor/dtype.h"
#include "tensor/kernels/padding.h"
#include "tensor/parallel.h"

namespace posegrad::python {
namespace {}  // namespace

void bind_types(py::module_& m) {
  named_enum<DType>(m, "DType",
                    "Type of a tensor's numbers; where one is asked for, its name does too: 'f64'.",
                    {{"f32", DType::f32},
                     {"f64", DType::f64},
                     {"i64", DType::i64},
                     {"bf16", DType::bf16},
                     {"u8", DType::u8}})
      .export_values();
  named_enum<Device>(m, "Device", "Where a tensor's numbers lie.",
                     {{"cpu", Device::cpu}, {"cuda", Device::cuda}});
  named_enum<kernels::Padding>(
      m, "Padding",
      "Whether zeros are put around pictures, so that there is a result for every stride.",
      {{"valid", kernels::Padding::valid}, {"same", kernels::Padding::same}});

  m.def("best_device", &best_device,
        "The GPU where this build and machine have one, else the CPU.");
  m.def(
      "set_threads", &set_threads, py::arg("threads"),
      "Number of threads that kernels are divided for. The bits of a matrix product depend on it.");
  m.def("threads", &threads);
}

}  // namespace posegrad::python

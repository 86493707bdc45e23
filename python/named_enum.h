#pragma once
#include <fmt/format.h>

#include "python/module.h"
#include "tensor/error.h"

namespace posegrad::python {

/// An enumeration whose values may be given by name: dtype="f64".
template <class Enum>
py::enum_<Enum> named_enum(py::module_& m, const char* type, const char* doc,
                           const std::vector<std::pair<const char*, Enum>>& values) {
  py::enum_<Enum> bound(m, type, doc);
  for (const auto& [name, value] : values) bound.value(name, value);
  bound.def(py::init([type, values](const std::string& asked) {
    std::string known;
    for (const auto& [name, value] : values) {
      if (name == asked) return value;
      known += fmt::format("{}'{}'", known.empty() ? "" : ", ", name);
    }
    throw ValueError(fmt::format("{}: '{}' is unknown; expected one of {}", type, asked, known));
  }));
  py::implicitly_convertible<std::string, Enum>();
  return bound;
}

}  // namespace posegrad::python

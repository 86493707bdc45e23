#include "pose/geometry/camera.h"
#include "pose/geometry/camera_tables.h"
#include "pose/geometry/skeleton_tables.h"
#include "python/arrays.h"
#include "python/geometry_casters.h"

namespace posegrad::python {
namespace {

using namespace posegrad::pose;
using py::arg;

void bind_skeletons(py::module_& m) {
  py::class_<Skeleton>(m, "Skeleton", "A tree of joints with a left and a right side.")
      .def_readonly("names", &Skeleton::names)
      .def_readonly("parents", &Skeleton::parents, "-1: a root.")
      .def_readonly("joints_left", &Skeleton::joints_left)
      .def_readonly("joints_right", &Skeleton::joints_right)
      .def("num_joints", &Skeleton::num_joints)
      .def("bones", &Skeleton::bones, "(joint, parent) of every joint that has a parent.");
  py::class_<KeypointLayout>(m, "KeypointLayout", "An order of 2D keypoints.")
      .def_readonly("name", &KeypointLayout::name)
      .def_readonly("joints", &KeypointLayout::joints)
      .def_readonly("left", &KeypointLayout::left)
      .def_readonly("right", &KeypointLayout::right)
      .def_readonly("bones", &KeypointLayout::bones);
  m.def("h36m_17", &h36m_17, "The 17 joints of Human3.6M that poses have.");
  m.def("h36m_32", &h36m_32, "Human3.6M as its files have it.");
  m.def("keypoint_layout", &keypoint_layout, arg("name"),
        "'h36m', 'coco', 'mpii', 'humaneva15' or 'humaneva20'.");
}

void bind_cameras(py::module_& m) {
  py::class_<Camera> camera(m, "Camera", "What is known of one camera of a data set.");
  py::class_<Camera::Place>(
      camera, "Place",
      "orientation (w, x, y, z) turns camera space to world space; translation (x, y, z): the "
      "camera's centre in world space, metres.")
      .def(py::init([](const Quaternion& orientation, const Vec3& translation) {
             return Camera::Place{orientation, translation};
           }),
           arg("orientation"), arg("translation"))
      .def_readwrite("orientation", &Camera::Place::orientation)
      .def_readwrite("translation", &Camera::Place::translation);
  camera.def_readonly("id", &Camera::id)
      .def_readonly("width", &Camera::width, "Pixels.")
      .def_readonly("height", &Camera::height)
      .def("known_place", &Camera::known_place)
      .def("normalized_intrinsics", &Camera::normalized_intrinsics,
           "fx, fy, cx, cy, k1, k2, k3, p1, p2 in screen units.");
  m.def("h36m_cameras", &h36m_cameras, arg("subject"),
        "The four cameras of Human3.6M as calibrated for a subject.");
  const auto points = [&m](const char* name, const char* doc, auto f, auto... arguments) {
    m.def(
        name,
        [f](const py::object& x, const decltype(arguments.second)&... more) {
          return f(as_tensor(x), more...);
        },
        arg("points"), arg(arguments.first)..., doc);
  };
  using NamedPlace = std::pair<const char*, Camera::Place>;
  using NamedLens = std::pair<const char*, NormalizedIntrinsics>;
  using NamedIndex = std::pair<const char*, Index>;
  points(
      "world_to_camera",
      "(..., 3), metres: world space (z up) -> camera space (x right, y down, z forward).",
      [](const auto&... a) { return world_to_camera(a...); }, NamedPlace{"place", {}});
  points(
      "camera_to_world", "(..., 3), metres: camera space -> world space.",
      [](const auto&... a) { return camera_to_world(a...); }, NamedPlace{"place", {}});
  points(
      "project", "(..., 3), camera space, metres -> (..., 2), screen units: a pinhole with a lens.",
      [](const auto&... a) { return project(a...); }, NamedLens{"intrinsics", {}});
  points(
      "project_linear", "project() without the lens's distortion.",
      [](const auto&... a) { return project_linear(a...); }, NamedLens{"intrinsics", {}});
  points(
      "normalize_screen", "Pixels to screen units: x/w*2 - 1, y/w*2 - h/w.",
      [](const auto&... a) { return normalize_screen(a...); }, NamedIndex{"width", 0},
      NamedIndex{"height", 0});
  points(
      "screen_to_pixels", "Screen units to pixels.",
      [](const auto&... a) { return screen_to_pixels(a...); }, NamedIndex{"width", 0},
      NamedIndex{"height", 0});
}

void bind_rotations(py::module_& m) {
  m.def("turn_x", &turn_x, arg("angle"), "A turn about the x axis, radians, as (w, x, y, z).");
  m.def("turn_y", &turn_y, arg("angle"));
  m.def("turn_z", &turn_z, arg("angle"));
  m.def(
      "rotate", [](const Quaternion& q, const Vec3& v) { return rotate(q, v); }, arg("q"), arg("v"),
      "v (x, y, z) turned by q (w, x, y, z).");
}

}  // namespace

void bind_geometry(py::module_& m) {
  bind_skeletons(m);
  bind_cameras(m);
  bind_rotations(m);
}

}  // namespace posegrad::python

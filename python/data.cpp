#include "pose/data/dataset.h"
#include "pose/data/synth/synth.h"
#include "python/arrays.h"
#include "python/geometry_casters.h"

namespace posegrad::python {
namespace {

using namespace posegrad::pose;
using py::arg;

/// A tensor that may be missing: None.
template <class Class>
void optional_tensor(py::class_<Class>& bound, const char* name, Tensor Class::*member,
                     const char* doc) {
  bound.def_property(
      name,
      [member](const Class& of) {
        return (of.*member).defined() ? std::optional(of.*member) : std::nullopt;
      },
      [member](Class& of, const std::optional<Tensor>& tensor) {
        of.*member = tensor.value_or(Tensor());
      },
      doc);
}

void bind_files(py::module_& m) {
  py::class_<Recording3d>(m, "Recording3d")
      .def_readonly("action", &Recording3d::action)
      .def_readonly("poses", &Recording3d::poses, "(T, J, 3), world space, metres.");
  py::class_<Subject3d>(m, "Subject3d")
      .def_readonly("name", &Subject3d::name)
      .def_readonly("recordings", &Subject3d::recordings);
  py::class_<Recording2d>(m, "Recording2d")
      .def_readonly("action", &Recording2d::action)
      .def_readonly("cameras", &Recording2d::cameras,
                    "(T, K, 2 or 3) of each camera: x, y in pixels, then a score.");
  py::class_<Subject2d>(m, "Subject2d")
      .def_readonly("name", &Subject2d::name)
      .def_readonly("recordings", &Subject2d::recordings);
  py::class_<Keypoints2d>(m, "Keypoints2d").def_readonly("subjects", &Keypoints2d::subjects);
  py::class_<SynthSet>(m, "SynthSet",
                       "Motion that the program made itself, in the layout of Human3.6M.")
      .def_readonly("positions", &SynthSet::positions,
                    "(T, 32, 3): world space, metres, z up, floor at 0.")
      .def_readonly("ground_truth", &SynthSet::ground_truth,
                    "(T, 17, 2), layout h36m: exact projections.")
      .def_readonly("detected", &SynthSet::detected,
                    "(T, 17, 2), layout h36m, with the errors of a detector.")
      .def_readonly("coco", &SynthSet::coco, "(T, 17, 3), layout coco: the same with scores.");
  m.def(
      "synthesize",
      [](std::uint64_t seed, Index frames_per_take, Index takes,
         const std::optional<std::vector<std::string>>& subjects,
         const std::vector<std::string>& actions) {
        SynthOptions options{
            .seed = seed, .frames_per_take = frames_per_take, .takes = takes, .actions = actions};
        if (subjects) options.subjects = *subjects;
        return synthesize(options);
      },
      py::kw_only(), arg("seed") = 1, arg("frames_per_take") = 200, arg("takes") = 2,
      arg("subjects") = py::none(), arg("actions") = std::vector<std::string>(),
      "Invented people move before the cameras of Human3.6M, 50 frames a second; the same for the "
      "same seed.",
      Unlocked());
}

void bind_sequences(py::module_& m) {
  py::class_<MirrorPairs>(m, "MirrorPairs", "Joints that mirroring swaps: left[i] with right[i].")
      .def(py::init([](std::vector<Index> left, std::vector<Index> right) {
             return MirrorPairs{std::move(left), std::move(right)};
           }),
           arg("left") = std::vector<Index>(), arg("right") = std::vector<Index>())
      .def_readonly("left", &MirrorPairs::left)
      .def_readonly("right", &MirrorPairs::right)
      .def("permutation", &MirrorPairs::permutation, arg("joints"),
           "For each joint the one whose numbers it takes.");
  py::class_<Mirroring>(m, "Mirroring")
      .def_readonly("keypoints", &Mirroring::keypoints)
      .def_readonly("joints", &Mirroring::joints);
  py::class_<Sequence> sequence(m, "Sequence",
                                "One camera's view of one recording, ready for the model.");
  sequence
      .def(py::init([](const py::object& keypoints) {
             Sequence made;
             made.keypoints = as_tensor(keypoints);
             return made;
           }),
           arg("keypoints"))
      .def_readonly("subject", &Sequence::subject)
      .def_readonly("action", &Sequence::action)
      .def_readonly("camera_number", &Sequence::camera_number)
      .def("__copy__", [](const Sequence& whole) { return whole; })
      .def_property_readonly("frames", &Sequence::frames);
  optional_tensor(sequence, "keypoints", &Sequence::keypoints,
                  "(T, K, 2 or 3): screen units, then a score.");
  optional_tensor(
      sequence, "positions", &Sequence::positions,
      "(T, J, 3), camera space, metres: the root's path, other joints relative to it; or None.");
  optional_tensor(sequence, "intrinsics", &Sequence::intrinsics,
                  "(9): f, c, k, p in screen units; or None.");
  m.def(
      "copy_frames",
      [](const Tensor& poses, Index begin, Index end,
         const std::optional<std::vector<Index>>& swap) {
        if (poses.rank() != 3 || end < begin)
          throw ShapeError("copy_frames: expected poses (T, J, D) and begin <= end");
        if (swap && static_cast<Index>(swap->size()) != poses.dim(1))
          throw ShapeError("copy_frames: 'swap' has another number of joints than 'poses'");
        for (const Index joint : swap.value_or(std::vector<Index>()))
          if (joint < 0 || joint >= poses.dim(1))
            throw ValueError("copy_frames: 'swap' names a joint that is not there");
        Tensor copy = Tensor::empty({end - begin, poses.dim(1), poses.dim(2)});
        copy_frames(poses, begin, end, swap ? &*swap : nullptr, copy.data<float>());
        return copy;
      },
      arg("poses"), arg("begin"), arg("end"), arg("swap") = py::none(),
      "Frames [begin, end) of (T, J, D), those outside repeat the first or last; with swap "
      "mirrored: x -> -x, left <-> right.");
  m.def(
      "root_to_origin", [](const Tensor& positions) { root_to_origin(positions); },
      arg("positions"), "Sets the first joint of (N, L, J, 3) to the origin, in place.",
      Unlocked());
}

void bind_datasets(py::module_& m) {
  py::class_<Recording> recording(m, "Recording", "All cameras' views of one recording.");
  recording.def_readonly("action", &Recording::action).def_readonly("views", &Recording::views);
  optional_tensor(recording, "world", &Recording::world,
                  "(T, J, 3), world space, metres; or None.");
  py::class_<Subject>(m, "Subject")
      .def_readonly("name", &Subject::name)
      .def_readonly("cameras", &Subject::cameras)
      .def_readonly("recordings", &Subject::recordings);
  py::class_<Dataset>(m, "Dataset", "3D poses, 2D keypoints and cameras, prepared for training.")
      .def_readonly("name", &Dataset::name)
      .def_readonly("keypoint_layout", &Dataset::keypoint_layout)
      .def_readonly("skeleton", &Dataset::skeleton)
      .def_readonly("mirroring", &Dataset::mirroring)
      .def_readonly("fps", &Dataset::fps)
      .def_readonly("subjects", &Dataset::subjects)
      .def("subject", &Dataset::subject, arg("name"), py::return_value_policy::reference_internal);
  m.def(
      "make_h36m",
      [](const Positions3d& positions, const Keypoints2d& keypoints) {
        return make_h36m(positions, keypoints, {});
      },
      arg("positions"), arg("keypoints"),
      "Human3.6M's layout: 32 joints of which 17 are kept, four cameras a subject.");
  m.def(
      "select",
      [](const Dataset& dataset, std::vector<std::string> subjects,
         std::vector<std::string> action_prefixes, Index downsample, double subset) {
        return select(dataset,
                      {std::move(subjects), std::move(action_prefixes), downsample, subset});
      },
      arg("dataset"), arg("subjects"), arg("action_prefixes") = std::vector<std::string>(),
      py::kw_only(), arg("downsample") = 1, arg("subset") = 1.0,
      "Sequences in the order that training uses; no prefix: all actions.");
}

}  // namespace

void bind_data(py::module_& m) {
  bind_files(m);
  bind_sequences(m);
  bind_datasets(m);
}

}  // namespace posegrad::python

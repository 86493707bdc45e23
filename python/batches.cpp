#include "pose/data/chunks.h"
#include "pose/training/schedule.h"
#include "python/module.h"

namespace posegrad::python {
namespace {

using namespace posegrad::pose;

std::optional<Tensor> if_there(const Tensor& tensor) {
  return tensor.defined() ? std::optional(tensor) : std::nullopt;
}

}  // namespace

void bind_batches(py::module_& m) {
  using py::arg;
  py::class_<Batch>(m, "Batch")
      .def_property_readonly(
          "keypoints", [](const Batch& batch) { return batch.keypoints; },
          "(B, L, K, F), screen units.")
      .def_property_readonly(
          "positions", [](const Batch& batch) { return if_there(batch.positions); },
          "(B, chunk_length, J, 3), metres, or None.")
      .def_property_readonly(
          "intrinsics", [](const Batch& batch) { return if_there(batch.intrinsics); },
          "(B, 9) or None.")
      .def_property_readonly("size", &Batch::size);
  py::class_<ChunkedBatches>(m, "ChunkedBatches",
                             R"(Training batches in a fixed random order, an epoch after the other.

    for batch in batches: ...            # one epoch

chunk_length: output frames of a sample; padding: input frames more than that, on each side.)")
      .def(py::init([](const std::vector<Sequence>& sequences, const Mirroring& mirroring,
                       Index chunks_per_batch, Index chunk_length, Index padding,
                       Index causal_shift, bool mirror, bool shuffle, std::uint32_t seed) {
             return std::make_unique<ChunkedBatches>(
                 sequences, mirroring,
                 ChunkOptions{.chunks_per_batch = chunks_per_batch,
                              .chunk_length = chunk_length,
                              .padding = padding,
                              .causal_shift = causal_shift,
                              .mirror = mirror,
                              .shuffle = shuffle,
                              .seed = seed});
           }),
           arg("sequences"), arg("mirroring"), py::kw_only(), arg("chunks_per_batch") = 1024,
           arg("chunk_length") = 1, arg("padding") = 0, arg("causal_shift") = 0,
           arg("mirror") = false, arg("shuffle") = true, arg("seed") = 1234)
      .def_property_readonly("samples_per_epoch", &ChunkedBatches::samples_per_epoch)
      .def_property_readonly(
          "batches_per_epoch",
          [](const ChunkedBatches& batches) { return batches.batches_per_epoch(); })
      .def("begin_epoch", &ChunkedBatches::begin_epoch)
      .def(
          "next", [](ChunkedBatches& batches) { return batches.next(); },
          "The epoch's next Batch, or None.", Unlocked())
      .def(
          "__iter__",
          [](ChunkedBatches& batches) -> ChunkedBatches& {
            batches.begin_epoch();
            return batches;
          },
          py::return_value_policy::reference)
      .def("__next__", [](ChunkedBatches& batches) {
        std::optional<Batch> batch = batches.next();
        if (!batch) throw py::stop_iteration();
        return *batch;
      });
  m.def("whole_sequence", &whole_sequence, arg("sequence"), arg("keypoints") = MirrorPairs{},
        py::kw_only(), arg("padding"), arg("causal_shift") = 0, arg("mirror") = false,
        "A sequence as a batch, padded at both ends: (1, T + 2 padding, K, F); with mirror its "
        "mirrored copy as a second row.");
  py::class_<Schedule>(m, "Schedule",
                       "How learning rate and momentum of batch norm change from epoch to epoch.")
      .def(py::init())
      .def_readwrite("learning_rate_decay", &Schedule::learning_rate_decay,
                     "A factor for each epoch.")
      .def_static("momentum", &Schedule::momentum, arg("epochs_done"), arg("epochs"));
}

}  // namespace posegrad::python

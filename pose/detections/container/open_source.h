#pragma once
#include <string>

#include "pose/detections/container/budget.h"
#include "pose/detections/container/document.h"

namespace posegrad::pose::detections {

/// Opens what a user named, a file or a folder, whatever it is wrapped in; recognised by content,
/// never by name alone.
///
/// A file: JSON, JSON lines, npz, npy, pickles and PyTorch files of plain data, CSV, TSV, TRC,
/// text, HDF5; also packed by gzip, zlib, bzip2, xz, zstd or lz4, or as the only file of a zip or
/// tar archive. Texts are UTF-8, UTF-16 or latin-1. A folder, or an archive of several files: its
/// files of these kinds in natural order of names ("2" before "10"); empty files stay as empty
/// texts.
///
/// `Source::path` is as errors name it, and so is each `Document::path`. At least one document
/// comes back, and a single file is never empty. Nothing in a file is executed, no other file is
/// opened for it, and what it may cost is bounded by `limits`. Throws IoError "cannot open ..."
/// when the system refuses, and for pipes, devices and sockets; DataError in one line that names
/// file and place: broken, cut, empty or too large; a kind that holds no keypoints, with its name
/// ("a video (mp4)"); a kind that this build lacks the library for.
Source open_source(const std::string& path, const Limits& limits = {});

/// What a source is wrapped in, for people: "JSON, gzip", "folder of 60 files".
std::string container_of(const Source& source);

}  // namespace posegrad::pose::detections

#pragma once
#include <string_view>
#include <vector>

#include "pose/detections/container/budget.h"
#include "pose/detections/container/bytes.h"

namespace posegrad::pose::detections {

enum class ArchiveKind { none, zip, npz, torch, office, tar };

/// By content: npz is a zip archive with an npy member, torch one with PyTorch's object, office one
/// of xlsx, docx and the like. Throws DataError for a broken zip archive.
ArchiveKind archive_kind(const NamedBytes& file);

/// The files in a zip or tar archive, hidden ones and those of macOS's copies left out, in the
/// order of the archive. Throws DataError "FILE: member 'NAME': ...": broken, cut, encrypted,
/// larger than the budget allows; files in several folders (which one is meant?); a tar archive in
/// a build without libarchive.
std::vector<NamedBytes> archive_members(const NamedBytes& file, ArchiveKind kind, Budget& budget);

}  // namespace posegrad::pose::detections

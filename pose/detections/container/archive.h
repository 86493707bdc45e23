#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "pose/detections/container/budget.h"
#include "pose/detections/container/named_bytes.h"
#include "pose/formats/blob.h"
#include "pose/formats/byte_source.h"

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

/// Whether bytes are a tar archive of POSIX or GNU.
bool is_tar(std::string_view bytes);

/// Content of the present member; `path` is what errors call it.
using ReadMember = std::function<formats::Blob(const std::string& path)>;

/// Calls `visit` for each regular file of a tar archive, gzip-packed or not, which is read piece by
/// piece. By libarchive, which a build may lack. Throws DataError "NAME: ...": cut or broken, a
/// member larger than the budget allows.
void read_tar(formats::ByteSource& source, Budget& budget,
              const std::function<void(std::string_view name, const ReadMember& read)>& visit);

}  // namespace posegrad::pose::detections

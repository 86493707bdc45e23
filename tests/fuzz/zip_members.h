#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace posegrad::fuzz {

struct ZipMember {
  std::string name, content;
};
using ZipMembers = std::vector<ZipMember>;

/// Throws DataError for a broken archive and for one that is too large to be worth changing.
ZipMembers zip_members(std::string_view archive);

/// A right archive by the project's writer, nothing packed so that changes stay small. Throws an
/// Error when two members have one name.
std::string zip_bytes(const ZipMembers& members);
/// The same as a file in memory that is there until the next call.
std::string zip_file(const ZipMembers& members);

}  // namespace posegrad::fuzz

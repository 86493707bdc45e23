#include "tests/fuzz/zip_members.h"

#include "pose/formats/zip_reader.h"
#include "pose/formats/zip_writer.h"
#include "tensor/error.h"
#include "tests/fuzz/memory_file.h"

namespace posegrad::fuzz {

using pose::formats::Blob;

ZipMembers zip_members(std::string_view archive) {
  constexpr std::uint64_t kMost = 1 << 20;
  const pose::formats::ZipReader reader(Blob::copy_of(archive), "archive");
  ZipMembers members;
  for (const std::string& name : reader.names()) {
    const auto source = reader.open(name);
    if (source->remaining() > kMost) throw DataError("archive: too large to be changed");
    members.push_back({name, std::string(reader.read(name).view())});
  }
  return members;
}

std::string zip_file(const ZipMembers& members) {
  std::string path = memory_folder() + "/archive.zip";
  pose::formats::ZipWriter writer(path);
  for (const ZipMember& member : members)
    writer.add(member.name, Blob::copy_of(member.content),
               pose::formats::ZipWriter::Packing::stored);
  writer.commit();
  return path;
}

std::string zip_bytes(const ZipMembers& members) {
  return std::string(pose::formats::read_file(zip_file(members)).view());
}

}  // namespace posegrad::fuzz

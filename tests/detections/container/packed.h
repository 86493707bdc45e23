#pragma once
#include <array>
#include <string>

namespace posegrad::test {

/// {"frames": [1, 2.5]} and a line end, packed by the programs of these names.
struct Packed {
  const char* compression;
  const char* ending;
  const char* hex;
};
inline constexpr std::array kPacked{
    Packed{"bzip2", ".bz2",
           "425a6839314159265359e10b543a000009db80001050053210000a2302180a2000228341a640fd50a64c4c"
           "8323045f0b975669b82743c7c5dc914e14243842d50e80"},
    Packed{"xz", ".xz",
           "fd377a585a000004e6d6b4460200210116000000742fe5a30100147b226672616d6573223a205b312c2032"
           "2e355d7d0a00000000583c1312f7678ecf00012d152f0b716d1fb6f37d010000000004595a"},
    Packed{"zstd", ".zst", "28b52ffd2415a900007b226672616d6573223a205b312c20322e355d7d0ad34cefd0"},
    Packed{"lz4", ".lz4",
           "04224d186440a7150000807b226672616d6573223a205b312c20322e355d7d0a00000000d162dc8a"}};

/// A gzip file, or with `window` 15 a zlib stream.
std::string gzipped(const std::string& bytes, int window = 15 + 16);

}  // namespace posegrad::test

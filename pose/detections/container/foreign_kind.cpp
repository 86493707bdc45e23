#include "pose/detections/container/foreign_kind.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "pose/formats/text_lines.h"
#include "pose/formats/torch_file.h"

namespace posegrad::pose::detections {
namespace {

using namespace std::string_view_literals;

struct Kind {
  std::size_t at;
  std::string_view magic, name;
};

constexpr std::array kKinds{
    Kind{0, "\x89PNG\r\n\x1A\n"sv, "a PNG picture"},
    Kind{0, "\xFF\xD8\xFF"sv, "a JPEG picture"},
    Kind{0, "GIF8"sv, "a GIF picture"},
    Kind{0, "II*\0"sv, "a TIFF picture"},
    Kind{0, "MM\0*"sv, "a TIFF picture"},
    Kind{0, "\x1A\x45\xDF\xA3"sv, "a video (Matroska or WebM)"},
    Kind{0, "\0\0\x01\xBA"sv, "a video (mpg)"},
    Kind{0, "FLV\x01"sv, "a video (flv)"},
    Kind{0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, "a video (wmv)"},
    Kind{0, "OggS"sv, "a video or sound (Ogg)"},
    Kind{0, "ID3"sv, "sound (mp3)"},
    Kind{0, "fLaC"sv, "sound (flac)"},
    Kind{0, "%PDF-"sv, "a PDF document"},
    Kind{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "an old Office document (xls, doc)"},
    Kind{0, "{\\rtf"sv, "an RTF document"},
    Kind{0, "7z\xBC\xAF\x27\x1C"sv, "a 7z archive; unpack it first"},
    Kind{0, "Rar!\x1A\x07"sv, "a RAR archive; unpack it first"},
    Kind{0, "\x1F\x9D"sv, "packed by compress (.Z); unpack it first"},
    Kind{0, "LZIP"sv, "packed by lzip; unpack it first"},
    Kind{0, "PAR1"sv, "a Parquet table; save it as CSV"},
    Kind{0, "ARROW1"sv, "an Arrow table; save it as CSV"},
    Kind{0, "FEA1"sv, "a Feather table; save it as CSV"},
    Kind{0, "SQLite format 3\0"sv, "an SQLite database"},
    Kind{0, "MATLAB 5.0 MAT-file"sv,
         "a MATLAB file older than -v7.3; save it with -v7.3, as CSV or JSON"},
    Kind{0, "Kaydara FBX Binary"sv, "an FBX scene"},
    Kind{0, "glTF"sv, "a glTF scene"},
    Kind{0, "HIERARCHY"sv, "a motion (BVH)"},
    Kind{4, "TFL3"sv, "a TensorFlow Lite model"},
    Kind{0, "GGUF"sv, "a model's weights (GGUF)"},
    Kind{0,
         "\x7F"
         "ELF"sv,
         "a program"},
    Kind{0, "version https://git-lfs.github.com/spec/"sv,
         "a Git LFS pointer: the file itself was not downloaded"},
};

constexpr std::string_view kBlank = " \t\r\n\xEF\xBB\xBF";

bool begins_with_word(std::string_view text, std::string_view word) {
  return formats::same_word(text.substr(0, word.size()), word);
}

std::string_view markup_kind(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  for (const std::string_view begin : {"<!doctype html", "<html", "<head", "<body", "<script"})
    if (begins_with_word(text, begin)) return "a web page";
  if (begins_with_word(text, "<svg")) return "an SVG picture";
  if (!begins_with_word(text, "<?xml") && !begins_with_word(text, "<!--")) return {};
  // What follows the declaration says more.
  constexpr std::size_t kLookedAt = 512;
  const std::string_view begin = text.substr(0, kLookedAt);
  if (begin.find("<html") != std::string_view::npos) return "a web page";
  if (begin.find("<svg") != std::string_view::npos) return "an SVG picture";
  return "an XML file";
}

/// A chain of boxes: length, four letters; the first names the brand.
std::string_view box_kind(std::string_view bytes) {
  if (bytes.size() < 12 || bytes[0] != '\0') return {};
  const std::string_view box = bytes.substr(4, 4), brand = bytes.substr(8, 4);
  if (box == "moov" || box == "mdat" || box == "wide" || box == "free") return "a video (mov)";
  if (box != "ftyp") return {};
  if (brand == "heic" || brand == "heix" || brand == "mif1") return "a HEIC picture";
  if (brand == "avif") return "an AVIF picture";
  return brand == "qt  " ? "a video (mov)" : "a video (mp4)";
}

std::string_view riff_kind(std::string_view bytes) {
  if (bytes.size() < 12 || !bytes.starts_with("RIFF")) return {};
  const std::string_view form = bytes.substr(8, 4);
  if (form == "AVI ") return "a video (avi)";
  if (form == "WEBP") return "a WebP picture";
  return form == "WAVE" ? "sound (wav)" : "a RIFF file";
}

/// An MPEG transport stream: packets of 188 bytes, each beginning with the same byte.
bool is_transport_stream(std::string_view bytes) {
  constexpr std::size_t kPacket = 188;
  return bytes.size() > 2 * kPacket && bytes[0] == 'G' && bytes[kPacket] == 'G' &&
         bytes[2 * kPacket] == 'G';
}

/// The length of a JSON header, 8 bytes little endian, and the header.
bool is_safetensors(std::string_view bytes) {
  std::uint64_t length = 0;
  if (bytes.size() < sizeof length + 2) return false;
  std::memcpy(&length, bytes.data(), sizeof length);
  return length >= 2 && length <= (std::uint64_t{1} << 27) && bytes.substr(8, 2) == "{\"";
}

/// "BM", the file's size, four zero bytes.
bool is_bitmap(std::string_view bytes) {
  return bytes.size() > 10 && bytes.starts_with("BM") && bytes.substr(6, 4) == "\0\0\0\0"sv;
}

/// The first block of parameters, its magic number.
bool is_c3d(std::string_view bytes) {
  return bytes.size() >= 512 && bytes[0] > 1 && bytes[0] < 10 && bytes[1] == '\x50';
}

}  // namespace

std::string_view foreign_kind(std::string_view bytes) {
  for (const Kind& kind : kKinds)
    if (bytes.size() > kind.at && bytes.substr(kind.at).starts_with(kind.magic)) return kind.name;
  if (const auto kind = box_kind(bytes); !kind.empty()) return kind;
  if (const auto kind = riff_kind(bytes); !kind.empty()) return kind;
  if (formats::is_torch_legacy(bytes)) return "a PyTorch file";
  if (is_safetensors(bytes)) return "a model's weights (safetensors)";
  if (is_transport_stream(bytes)) return "a video (mpeg)";
  if (is_bitmap(bytes)) return "a BMP picture";
  if (is_c3d(bytes)) return "a motion (C3D)";
  return markup_kind(bytes);
}

std::string begin_of(const std::string& path) {
  constexpr std::size_t kSignatures = 4096;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return {};
  std::string begin(kSignatures, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  begin.resize(static_cast<std::size_t>(file.gcount()));
  return begin;
}

bool is_hdf5(std::string_view begin) {
  constexpr std::string_view kSignature = "\x89HDF\r\n\x1A\n";
  for (const std::size_t at : {0U, 512U, 1024U, 2048U})
    if (begin.size() > at && begin.substr(at).starts_with(kSignature)) return true;
  return false;
}

}  // namespace posegrad::pose::detections

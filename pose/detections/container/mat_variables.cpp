#include "pose/detections/container/mat_variables.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <new>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <matio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using formats::ArrayType;
using formats::NdArray;
using formats::Value;

constexpr std::size_t kDeepest = 32;

struct CloseMat {
  void operator()(mat_t* file) const { Mat_Close(file); }
};
struct FreeVariable {
  void operator()(matvar_t* variable) const { Mat_VarFree(variable); }
};
using MatFile = std::unique_ptr<mat_t, CloseMat>;
using Variable = std::unique_ptr<matvar_t, FreeVariable>;

/// A file without a name: libmatio reads by path only.
class MemoryFile {
 public:
  MemoryFile(std::string_view bytes, const std::string& name)
      : file_(::memfd_create("mat", MFD_CLOEXEC)) {
    if (file_ < 0) fail(name);
    while (!bytes.empty()) {
      const ssize_t done = ::write(file_, bytes.data(), bytes.size());
      if (done < 0 && errno != EINTR) fail(name);
      if (done > 0) bytes.remove_prefix(static_cast<std::size_t>(done));
    }
  }
  ~MemoryFile() { ::close(file_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::string path() const { return fmt::format("/proc/self/fd/{}", file_); }

 private:
  [[noreturn]] static void fail(const std::string& name) {
    throw IoError(fmt::format("cannot copy {}: {}", name, std::strerror(errno)));
  }
  int file_;
};

/// libmatio allocates by what a file claims: while this lives, the process gets so much more.
class MemoryLimit {
 public:
  explicit MemoryLimit(std::uint64_t more) {
    std::ifstream file("/proc/self/statm");
    std::uint64_t pages = 0;
    if (!(file >> pages) || ::getrlimit(RLIMIT_AS, &before_) != 0) return;
    rlimit limit = before_;
    limit.rlim_cur = std::min<rlim_t>(
        limit.rlim_cur, pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) + more);
    is_set_ = ::setrlimit(RLIMIT_AS, &limit) == 0;
  }
  ~MemoryLimit() {
    if (is_set_) ::setrlimit(RLIMIT_AS, &before_);
  }
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

 private:
  rlimit before_{};
  bool is_set_ = false;
};

std::optional<ArrayType> type_of(const matvar_t& variable) {
  if (variable.isLogical != 0) return ArrayType::b1;
  switch (variable.class_type) {
    case MAT_C_DOUBLE:
      return ArrayType::f8;
    case MAT_C_SINGLE:
      return ArrayType::f4;
    case MAT_C_INT8:
      return ArrayType::i1;
    case MAT_C_UINT8:
      return ArrayType::u1;
    case MAT_C_INT16:
      return ArrayType::i2;
    case MAT_C_UINT16:
      return ArrayType::u2;
    case MAT_C_INT32:
      return ArrayType::i4;
    case MAT_C_UINT32:
      return ArrayType::u4;
    case MAT_C_INT64:
      return ArrayType::i8;
    case MAT_C_UINT64:
      return ArrayType::u8;
    default:
      return std::nullopt;
  }
}

std::string utf8(std::string_view text) {
  return formats::is_utf8(text) ? std::string(text) : formats::latin1_to_utf8(text);
}

class Reader {
 public:
  Reader(std::string name, std::uint64_t file_size, Budget& budget)
      : name_(std::move(name)), file_size_(file_size), budget_(budget) {}

  Value read(mat_t& file, std::size_t variables) {
    Value dict = Value::dict();
    for (std::size_t i = 0; i < variables; ++i) {
      where_ = fmt::format("variable {}", i + 1);
      const Variable variable(Mat_VarReadNextInfo(&file));
      if (!variable) fail("it cannot be read");
      const std::string name = variable->name != nullptr ? utf8(variable->name) : "";
      where_ = fmt::format("variable '{}'", formats::printable(name));
      check_sizes(*variable, 0);
      if (Mat_VarReadDataAll(&file, variable.get()) != 0) fail("its content cannot be read");
      if (auto value = value_of(*variable)) dict.set(name, std::move(*value));
    }
    return dict;
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    throw DataError(fmt::format("{}: {}: broken: {}", name_, where_, what));
  }

  /// Without axes there are no items: no variable of MATLAB has fewer than two.
  static std::vector<Index> shape_of(const matvar_t& variable) {
    if (variable.rank <= 0 || variable.dims == nullptr) return {0};
    std::vector<Index> shape;
    for (int axis = 0; axis < variable.rank; ++axis)
      shape.push_back(static_cast<Index>(variable.dims[axis]));
    return shape;
  }

  std::uint64_t count_of(const matvar_t& variable) const {
    try {
      return static_cast<std::uint64_t>(formats::count_items(shape_of(variable)));
    } catch (const DataError& error) {
      fail(error.what());
    }
  }

  /// Before anything is read by them: an item takes a byte of the file at least, those of a number
  /// 8 of the memory at most.
  void check_sizes(const matvar_t& variable, std::size_t depth) {
    if (depth == kDeepest) fail(fmt::format("nested deeper than {} levels", kDeepest));
    const std::uint64_t count = count_of(variable);
    if (count > file_size_)
      fail(fmt::format("{} items where the file has {} bytes", count, file_size_));
    budget_.take_values(1, name_);
    const bool is_cell = variable.class_type == MAT_C_CELL;
    if (!is_cell && variable.class_type != MAT_C_STRUCT) {
      budget_.take_bytes(count * sizeof(double), name_);
      return;
    }
    for (const matvar_t* child : children_of(variable))
      if (child != nullptr) check_sizes(*child, depth + 1);
  }

  /// Cells, or the fields of one structure after another; null for what is not there.
  std::vector<const matvar_t*> children_of(const matvar_t& variable) const {
    if (variable.data == nullptr) return {};
    std::uint64_t count = count_of(variable);
    if (variable.class_type == MAT_C_STRUCT &&
        __builtin_mul_overflow(count, fields_of(variable), &count))
      fail("its fields");
    if (variable.nbytes / sizeof(matvar_t*) < count) fail("its items");
    const auto* const first = static_cast<matvar_t* const*>(variable.data);
    return {first, first + count};
  }

  static std::uint64_t fields_of(const matvar_t& variable) {
    return Mat_VarGetNumberOfFields(const_cast<matvar_t*>(&variable));
  }

  /// Nothing for what has no place in ours.
  std::optional<Value> value_of(const matvar_t& variable) {
    if (variable.isComplex != 0) return std::nullopt;
    switch (variable.class_type) {
      case MAT_C_EMPTY:
        return Value();
      case MAT_C_CELL:
        return cells(variable);
      case MAT_C_STRUCT:
        return structures(variable);
      case MAT_C_CHAR:
        return texts(variable);
      default:
        return numbers(variable);
    }
  }

  std::optional<Value> numbers(const matvar_t& variable) const {
    const auto type = type_of(variable);
    if (!type) return std::nullopt;
    const formats::ItemFormat format = formats::format_of(*type);
    const std::uint64_t bytes = count_of(variable) * format.size;
    if (bytes > 0 && (variable.data == nullptr || variable.nbytes != bytes ||
                      variable.data_size != static_cast<int>(format.size)))
      fail("its content");
    const formats::Blob data =
        formats::Blob::copy_of({static_cast<const char*>(variable.data), bytes});
    return NdArray(format, shape_of(variable), data, true);
  }

  Value item_of(const matvar_t* item) {
    if (item == nullptr) return {};
    auto value = value_of(*item);
    return value ? std::move(*value) : Value();
  }

  Value cells(const matvar_t& variable) {
    Value list = Value::list();
    for (const matvar_t* cell : children_of(variable)) list.push_back(item_of(cell));
    return list;
  }

  Value structures(const matvar_t& variable) {
    const std::vector<const matvar_t*> children = children_of(variable);
    const std::uint64_t fields = fields_of(variable);
    const char* const* const names = Mat_VarGetStructFieldnames(&variable);
    if (fields > 0 && names == nullptr) fail("its fields");
    std::vector<Value> items;
    for (std::size_t first = 0; fields > 0 && first < children.size(); first += fields) {
      Value dict = Value::dict();
      for (std::size_t i = 0; i < fields; ++i)
        if (names[i] != nullptr) dict.set(utf8(names[i]), item_of(children[first + i]));
      items.push_back(std::move(dict));
    }
    return items.size() == 1 ? std::move(items.front()) : Value::list(std::move(items));
  }

  /// libmatio keeps characters as the file has them: in 1, 2 or 4 bytes, UTF-8 in as many as it
  /// takes.
  Value texts(const matvar_t& variable) const {
    const std::uint64_t count = count_of(variable);
    if (count == 0) return "";
    if (variable.data == nullptr || variable.rank != 2) fail("its text");
    const std::string_view bytes(static_cast<const char*>(variable.data), variable.nbytes);
    const std::size_t rows = variable.dims[0], columns = variable.dims[1];
    if (variable.data_type == MAT_T_UTF8 && rows == 1) return utf8(bytes);
    const std::size_t width = bytes.size() / count;
    if (bytes.size() % count != 0 || (width != 1 && width != 2 && width != 4)) fail("its text");
    Value list = Value::list();
    for (std::size_t row = 0; row < rows; ++row) {
      std::string text;
      for (std::size_t column = 0; column < columns; ++column) {
        std::uint32_t code = 0;
        std::memcpy(&code, bytes.data() + (column * rows + row) * width, width);
        formats::append_utf8(text, code);
      }
      list.push_back(std::move(text));
    }
    return rows == 1 ? list.items().front() : list;
  }

  std::string name_, where_;
  std::uint64_t file_size_;
  Budget& budget_;
};

}  // namespace

Value read_mat_variables(const PlainMat& mat, const std::string& name, Budget& budget) {
  const MemoryFile copy(mat.bytes.view(), name);
  // A cell of 8 bytes becomes a record of some hundred.
  constexpr std::uint64_t kRatio = 64, kSlack = std::uint64_t{16} << 20;
  const MemoryLimit limit(mat.bytes.size() * kRatio + kSlack);
  try {
    const MatFile file(Mat_Open(copy.path().c_str(), MAT_ACC_RDONLY));
    if (!file) throw DataError(fmt::format("{}: broken MATLAB file: it cannot be opened", name));
    return Reader(name, mat.bytes.size(), budget).read(*file, mat.variables);
  } catch (const std::bad_alloc&) {
    throw DataError(fmt::format("{}: broken: it takes more memory than a file of {} bytes needs",
                                name, mat.bytes.size()));
  }
}

}  // namespace posegrad::pose::detections

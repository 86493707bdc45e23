#include "pose/detections/container/hdf5_tree.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <system_error>
#include <vector>

#include "pose/detections/container/hdf5_data.h"
#include "pose/detections/container/isolated.h"
#include "pose/detections/container/named_bytes.h"
#include "pose/formats/reading_limit.h"
#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections {
namespace {

using formats::Value;
using Names = std::vector<std::string>;

constexpr std::size_t kDeepest = 64, kMostObjects = 1'000'000;

/// What PyTables writes about its own nodes.
constexpr std::string_view kBookkeeping[] = {"CLASS",  "VERSION",    "TITLE",
                                             "FLAVOR", "transposed", "PYTABLES_FORMAT_VERSION"};

std::string text_of(const std::string& name) {
  return formats::is_utf8(name) ? name : formats::latin1_to_utf8(name);
}

/// Exceptions must not pass through libhdf5.
herr_t keep_name(Names& names, const char* name) noexcept {
  try {
    if (names.size() == kMostObjects) return -1;
    names.emplace_back(name);
    return 0;
  } catch (const std::exception&) {
    return -1;
  }
}

herr_t visit_link(hid_t, const char* name, const H5L_info_t* info, void* names) {
  return info->type == H5L_TYPE_HARD ? keep_name(*static_cast<Names*>(names), name) : 0;
}

herr_t visit_attribute(hid_t, const char* name, const H5A_info_t*, void* names) {
  return keep_name(*static_cast<Names*>(names), name);
}

class Tree {
 public:
  Tree(std::string name, Budget& budget) : name_(std::move(name)), budget_(budget) {}

  Value read(hid_t file) {
    const Hdf5Handle top = hdf5_handle(H5Gopen2(file, "/", H5P_DEFAULT), name_, "its root");
    Value tree = group(top.id(), "", 0);
    add_attributes(tree, top.id(), "", "");
    return tree;
  }

 private:
  std::string where(std::string_view kind, const std::string& path) const {
    return fmt::format("{}: {} '{}'", name_, kind, formats::printable(path));
  }

  Names members(hid_t group, const std::string& path) const {
    Names names;
    hdf5_checked(H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, visit_link, &names),
                 where("group", path), "its members");
    std::ranges::sort(names, in_natural_order);
    return names;
  }

  Value group(hid_t id, const std::string& path, std::size_t depth) {
    if (depth == kDeepest)
      throw DataError(
          fmt::format("{}: groups nested deeper than {} levels", where("group", path), kDeepest));
    Value dict = Value::dict();
    const Names names = members(id, path);
    for (const std::string& name : names) {
      if (name.starts_with("_i_")) continue;
      if (auto value = member(id, name, join(path, name), depth))
        dict.set(text_of(name), std::move(*value));
    }
    for (const std::string& name : names) {
      if (name.starts_with("_i_")) continue;
      const Hdf5Handle object(H5Oopen(id, name.c_str(), H5P_DEFAULT));
      add_attributes(dict, object.id(), name, join(path, name));
    }
    return dict;
  }

  static std::string join(const std::string& path, const std::string& name) {
    return path.empty() ? name : path + "/" + name;
  }

  std::optional<Value> member(hid_t parent, const std::string& name, const std::string& path,
                              std::size_t depth) {
    if (++objects_ > kMostObjects)
      throw DataError(fmt::format("{}: more than {} groups and datasets", name_, kMostObjects));
    const Hdf5Handle object =
        hdf5_handle(H5Oopen(parent, name.c_str(), H5P_DEFAULT),
                    fmt::format("{}: '{}'", name_, formats::printable(path)), "it");
    switch (H5Iget_type(object.id())) {
      case H5I_GROUP:
        return group(object.id(), path, depth + 1);
      case H5I_DATASET:
        return dataset(object.id(), path);
      default:
        return std::nullopt;
    }
  }

  std::optional<Value> dataset(hid_t id, const std::string& path) {
    const Hdf5Data data{id, false, where("dataset", path), H5Aexists(id, "MATLAB_class") > 0};
    check_storage(data);
    return read_hdf5_data(data, budget_);
  }

  /// Refuses what lies in other files and what libhdf5 cannot unpack, before it is read.
  static void check_storage(const Hdf5Data& data) {
    const Hdf5Handle list = hdf5_handle(H5Dget_create_plist(data.id), data.where, "its storage");
    if (H5Pget_external_count(list.id()) != 0 || H5Pget_layout(list.id()) == H5D_VIRTUAL)
      throw DataError(fmt::format("{}: its data are in another file", data.where));
    if (H5Pget_layout(list.id()) != H5D_CHUNKED) return;
    const int count = hdf5_checked(H5Pget_nfilters(list.id()), data.where, "its storage");
    for (unsigned i = 0; i < static_cast<unsigned>(count); ++i) {
      unsigned flags = 0, config = 0;
      std::size_t values = 0;
      char name[64] = "";
      const H5Z_filter_t filter =
          H5Pget_filter2(list.id(), i, &flags, &values, nullptr, sizeof name, name, &config);
      hdf5_checked(filter, data.where, "its storage");
      if (H5Zfilter_avail(filter) <= 0)
        throw DataError(fmt::format(
            "{}: packed by the filter {} ({}), which this system's libhdf5 lacks; save it without",
            data.where, filter, formats::printable(name)));
    }
  }

  void add_attributes(Value& dict, hid_t object, const std::string& name, const std::string& path) {
    Names names;
    const std::string place = where("attributes of", path);
    hdf5_checked(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, visit_attribute, &names),
                 place, "they");
    Value attributes = Value::dict();
    for (const std::string& attribute : names) {
      if (std::ranges::find(kBookkeeping, attribute) != std::end(kBookkeeping)) continue;
      const Hdf5Handle opened =
          hdf5_handle(H5Aopen(object, attribute.c_str(), H5P_DEFAULT), place, attribute);
      const Hdf5Data data{opened.id(), true,
                          where("attribute", fmt::format("{}/{}", path, attribute))};
      if (auto value = read_hdf5_data(data, budget_))
        attributes.set(text_of(attribute), std::move(*value));
    }
    if (attributes.size() > 0) dict.set(text_of(name).append(kAttributes), std::move(attributes));
  }

  std::string name_;
  Budget& budget_;
  std::size_t objects_ = 0;
};

/// How a file is opened; libhdf5's own error messages are turned off, and no file is locked: some
/// file systems cannot.
Hdf5Handle access(const std::string& name) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  Hdf5Handle list = hdf5_handle(H5Pcreate(H5P_FILE_ACCESS), name, "it");
#if H5_VERSION_GE(1, 10, 7)
  H5Pset_file_locking(list.id(), false, true);
#endif
  return list;
}

Value read(const Hdf5Handle& file, const std::string& name, Budget& budget) {
  if (!file)
    throw DataError(fmt::format(
        "{}: broken HDF5: it cannot be opened; was it cut, or is it still written?", name));
  hsize_t size = 0;
  hdf5_checked(H5Fget_filesize(file.id(), &size), name, "its size");
  // All that is made of a small file together: datasets may announce what they do not hold.
  Limits limits = budget.limits();
  limits.bytes = budget.most_unpacked(size);
  limits.values = budget.values_left;
  Budget own(limits);
  Value tree = Tree(name, own).read(file.id());
  budget.take_bytes(limits.bytes - own.bytes_left(), name);
  budget.values_left = own.values_left;
  return tree;
}

Value read_file(const std::string& path, const std::string& name, Budget& budget) {
  const Hdf5Handle list = access(name);
  std::error_code unknown;
  formats::ReadingLimit::came(std::filesystem::file_size(path, unknown));
  return read(Hdf5Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, list.id())), name, budget);
}

Value read_bytes(const formats::Blob& bytes, const std::string& name, Budget& budget) {
  const Hdf5Handle list = access(name);
  constexpr std::size_t kGrowth = 1 << 16;  // of a file that is written to: not ours
  hdf5_checked(H5Pset_fapl_core(list.id(), kGrowth, false), name, "it");
  // libhdf5 copies the image; it takes it as one that may be changed.
  hdf5_checked(H5Pset_file_image(list.id(), const_cast<std::byte*>(bytes.data()), bytes.size()),
               name, "it");
  return read(Hdf5Handle(H5Fopen("image", H5F_ACC_RDONLY, list.id())), name, budget);
}

// Changed bytes crash libhdf5 1.10 here and there, as in H5Aiterate2.
constexpr const char* kLibrary = "libhdf5";

}  // namespace

Value read_hdf5_file(const std::string& path, const std::string& name, Budget& budget) {
  return read_isolated(name, kLibrary, budget,
                       [&](Budget& own) { return read_file(path, name, own); });
}

Value read_hdf5_bytes(const formats::Blob& bytes, const std::string& name, Budget& budget) {
  return read_isolated(name, kLibrary, budget,
                       [&](Budget& own) { return read_bytes(bytes, name, own); });
}

}  // namespace posegrad::pose::detections

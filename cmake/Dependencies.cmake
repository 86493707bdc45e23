find_package(OpenMP REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(PkgConfig REQUIRED)
# Not find_package(libzip): Debian's configuration asks for libzip's tools as well.
pkg_check_modules(libzip REQUIRED IMPORTED_TARGET libzip)
# Draws training curves and motions. Without it everything else works.
option(POSEGRAD_CAIRO "Draw with Cairo where it is installed" ON)
if(POSEGRAD_CAIRO)
  pkg_check_modules(cairo IMPORTED_TARGET cairo)
endif()
# Opens detections that are packed by bzip2, xz, zstd or lz4, and tar archives. Without it gzip and zip still open.
option(POSEGRAD_ARCHIVE "Open packed files with libarchive where it is installed" ON)
if(POSEGRAD_ARCHIVE)
  pkg_check_modules(libarchive IMPORTED_TARGET libarchive)
endif()
# Reads detections in HDF5 (DeepLabCut). The serial build by its own name where it has one.
option(POSEGRAD_HDF5 "Read HDF5 where libhdf5 is installed" ON)
if(POSEGRAD_HDF5)
  pkg_search_module(hdf5 IMPORTED_TARGET hdf5-serial hdf5)
endif()
# Reads files of MATLAB before version 7.3, which are HDF5 (HumanEva's poses).
option(POSEGRAD_MATIO "Read MATLAB's files where libmatio is installed" ON)
if(POSEGRAD_MATIO)
  pkg_check_modules(matio IMPORTED_TARGET matio)
endif()
# Writes motions as glTF (.glb), with Debian's build of its code.
option(POSEGRAD_TINYGLTF "Write glTF where tinygltf is installed" ON)
if(POSEGRAD_TINYGLTF)
  pkg_check_modules(tinygltf IMPORTED_TARGET tinygltf)
endif()

# The OpenMP build of OpenBLAS by its own path: the plain name is an alternative that may lead to the
# pthread build, whose second thread pool would fight ours for the cores.
find_library(OPENBLAS_LIBRARY openblas
  PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp NO_DEFAULT_PATH)
find_library(OPENBLAS_LIBRARY openblas REQUIRED)
find_path(OPENBLAS_INCLUDE_DIR cblas.h
  PATHS /usr/include/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp
  PATH_SUFFIXES openblas REQUIRED)
add_library(openblas INTERFACE)
target_include_directories(openblas SYSTEM INTERFACE ${OPENBLAS_INCLUDE_DIR})
target_link_libraries(openblas INTERFACE ${OPENBLAS_LIBRARY})

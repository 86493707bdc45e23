# posegrad::openblas: the OpenMP build of OpenBLAS by its own path. The plain name is an alternative that may lead to the pthread
# build, whose second thread pool would fight ours for the cores. Also installed, for what links our libraries.
find_library(OPENBLAS_LIBRARY openblas
  PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp NO_DEFAULT_PATH)
find_library(OPENBLAS_LIBRARY openblas)
find_path(OPENBLAS_INCLUDE_DIR cblas.h
  PATHS /usr/include/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp
  PATH_SUFFIXES openblas)
if(OPENBLAS_LIBRARY AND OPENBLAS_INCLUDE_DIR AND NOT TARGET posegrad::openblas)
  add_library(posegrad::openblas INTERFACE IMPORTED)
  target_include_directories(posegrad::openblas INTERFACE ${OPENBLAS_INCLUDE_DIR})
  target_link_libraries(posegrad::openblas INTERFACE ${OPENBLAS_LIBRARY})
endif()

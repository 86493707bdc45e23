# The Python module: POSEGRAD_PYTHON and posegrad_linkable_into_module().
#   auto      where pybind11, and a Python with its headers and NumPy, are found
#   on, off   as they say
set(POSEGRAD_PYTHON auto CACHE STRING "Python module: auto, on or off")
set_property(CACHE POSEGRAD_PYTHON PROPERTY STRINGS auto on off)
if(NOT POSEGRAD_PYTHON MATCHES "^(auto|on|off)$")
  message(FATAL_ERROR "POSEGRAD_PYTHON is '${POSEGRAD_PYTHON}'; expected auto, on or off")
endif()

set(POSEGRAD_HAS_PYTHON OFF)
if(POSEGRAD_PYTHON STREQUAL "auto" AND POSEGRAD_SANITIZE)
  # Python itself is not instrumented: the sanitizer would have to be loaded before it.
  message(STATUS "Python module: none with a sanitizer")
elseif(NOT POSEGRAD_PYTHON STREQUAL "off")
  # The first on the path may be another than the system's, and without NumPy.
  if(NOT Python_EXECUTABLE)
    foreach(candidate python3 /usr/bin/python3)
      execute_process(COMMAND ${candidate} -c "import numpy, sys; print(sys.executable)"
        RESULT_VARIABLE missing OUTPUT_VARIABLE found ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
      if(missing EQUAL 0)
        set(Python_EXECUTABLE ${found} CACHE FILEPATH "The Python that the module is for")
        break()
      endif()
    endforeach()
  endif()
  if(Python_EXECUTABLE)
    find_package(Python 3.9 COMPONENTS Interpreter Development.Module)
  endif()
  if(Python_Development.Module_FOUND)
    find_package(pybind11 2.10 CONFIG QUIET)
  endif()
  if(pybind11_FOUND)
    set(POSEGRAD_HAS_PYTHON ON)
    message(STATUS "Python module: for ${Python_EXECUTABLE} ${Python_VERSION}")
  elseif(POSEGRAD_PYTHON STREQUAL "on")
    message(FATAL_ERROR "POSEGRAD_PYTHON=on, but there is no Python with NumPy, its headers and pybind11 "
      "(Debian: apt-get install python3-numpy python3-dev pybind11-dev); -DPython_EXECUTABLE=... can say which Python")
  else()
    message(STATUS "Python module: none, it needs python3-numpy, python3-dev and pybind11-dev")
  endif()
endif()

# posegrad_linkable_into_module(TARGET...): the same objects serve program and module, so that nothing is compiled twice. Names are
# hidden, or calls and numbers of the library's own would go through tables; nothing outside of an executable or module looks for them.
function(posegrad_linkable_into_module)
  if(POSEGRAD_HAS_PYTHON)
    set_target_properties(${ARGN} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden
      VISIBILITY_INLINES_HIDDEN ON)
  endif()
endfunction()

# Programs that hold generated code to its laws, written by mplc for each specification of the product.

# Every specification: those of the stack, the others, and what unit tests try the language with. New ones are found when
# CMake runs.
file(GLOB_RECURSE MIR_SPECS CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/stdlib/*.mpl" "${CMAKE_SOURCE_DIR}/specs/*.mpl"
  "${CMAKE_SOURCE_DIR}/templates/*.mpl"
  "${CMAKE_SOURCE_DIR}/tests/unit/wire/*.mpl" "${CMAKE_SOURCE_DIR}/tests/laws/*.mpl")

# mir_emit(OUTPUT KIND SPEC): what `mplc --emit=KIND` makes of a specification.
function(mir_emit output kind spec)
  get_filename_component(stem "${spec}" NAME_WE)
  add_custom_command(OUTPUT "${output}"
    COMMAND mplc --emit=${kind} "-I${CMAKE_SOURCE_DIR}/stdlib/net/wire" "-I${CMAKE_SOURCE_DIR}/specs" "${spec}"
      -o "${output}" -MF "${output}.d"
    DEPENDS mplc "${spec}" DEPFILE "${output}.d" VERBATIM COMMENT "mplc --emit=${kind} ${stem}.mpl")
endfunction()

# mir_emitted_program(NAME SOURCE): a program of the build machine made of one emitted file.
function(mir_emitted_program name source)
  add_executable(${name} "${source}")
  target_link_libraries(${name} PRIVATE mir_sanitize mir_warnings)
  target_compile_options(${name} PRIVATE -gline-tables-only)
endfunction()

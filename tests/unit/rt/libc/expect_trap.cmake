# cmake -DPROGRAM=... -DMISTAKE=... -DHOW=REGEX [-DSAYS=REGEX] -P expect_trap.cmake: the program makes the mistake and
# is stopped by such a signal, with that on its standard error.
execute_process(COMMAND "${PROGRAM}" ${MISTAKE} RESULT_VARIABLE result OUTPUT_VARIABLE out ERROR_VARIABLE err)
message("${result}\n${out}${err}")
if(NOT result MATCHES "^(${HOW})$")
  message(FATAL_ERROR "${MISTAKE} ended with '${result}', not with '${HOW}'")
endif()
if(NOT out STREQUAL "${MISTAKE}:\n")
  message(FATAL_ERROR "${MISTAKE} wrote '${out}'")
endif()
if(SAYS AND NOT err MATCHES "${SAYS}")
  message(FATAL_ERROR "${MISTAKE} says '${err}', not '${SAYS}'")
endif()

# The source packages, through apt's own client: it finds the archive as the system does, through the same proxies, and
# checks signature and hashes. The system's lists and caches stay as they are, so no root is needed.

# What is built. The Debian revision may move (a security fix); which one it was is written to the sysroot's VERSIONS.
set(musl_version 1.2.3)
set(llvm_version 19.1.7)

# deb_src_list(OUT): the system's Debian archives, as deb-src lines.
function(deb_src_list out)
  execute_process(COMMAND apt-get indextargets --format "$(ORIGIN)|$(COMPONENT)|$(REPO_URI)|$(RELEASE)"
    "Created-By: Packages" OUTPUT_VARIABLE targets ERROR_QUIET)
  set(keyring /usr/share/keyrings/debian-archive-keyring.gpg)
  set(options)
  if(EXISTS "${keyring}")
    set(options "[signed-by=${keyring}] ")
  endif()
  string(REPLACE "\n" ";" targets "${targets}")
  set(lines)
  foreach(target IN LISTS targets)
    if(target MATCHES "^Debian\\|main\\|([^|]+)\\|(.+)$")
      list(APPEND lines "deb-src ${options}${CMAKE_MATCH_1} ${CMAKE_MATCH_2} main")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES lines)
  if(NOT lines)
    fail("apt knows no Debian archive" "as root: apt-get update, with Debian 12 in /etc/apt/sources.list")
  endif()
  list(JOIN lines "\n" text)
  set(${out} "${text}\n" PARENT_SCOPE)
endfunction()

# newest_version(OUT PACKAGE UPSTREAM OPTION...): the newest Debian version of that upstream version.
function(newest_version out package upstream)
  execute_process(COMMAND apt-cache ${ARGN} showsrc --only-source ${package} OUTPUT_VARIABLE text ERROR_QUIET)
  string(REGEX MATCHALL "\nVersion: [^\n]+" versions "\n${text}")
  set(newest)
  foreach(version IN LISTS versions)
    string(REPLACE "\nVersion: " "" version "${version}")
    if(version MATCHES "^([0-9]+:)?([^-]+)-" AND CMAKE_MATCH_2 STREQUAL upstream)
      execute_process(COMMAND dpkg --compare-versions "${version}" gt "${newest}" RESULT_VARIABLE older)
      if(older STREQUAL "0")
        set(newest "${version}")
      endif()
    endif()
  endforeach()
  if(NOT newest)
    fail("the archive has no source package ${package} ${upstream}"
      "use Debian 12 (bookworm), or set the version in rt/libc/sources.cmake")
  endif()
  set(${out} "${newest}" PARENT_SCOPE)
endfunction()

# fetch_sources(FOLDER STATE OUT): downloads what is not yet in FOLDER; OUT names the packages, one a line.
function(fetch_sources folder state out)
  file(MAKE_DIRECTORY "${folder}" "${state}/lists/partial" "${state}/cache/archives/partial")
  deb_src_list(lines)
  file(WRITE "${state}/sources.list" "${lines}")
  set(options -q -o "Dir::Etc::sourcelist=${state}/sources.list" -o Dir::Etc::sourceparts=-
    -o "Dir::State::lists=${state}/lists" -o "Dir::Cache=${state}/cache" -o APT::Sandbox::User=
    -o Acquire::Languages=none -o Acquire::Retries=3)
  set(mend "check the network and the mirror in /etc/apt, then run it again")
  say("1/5 reading the list of source packages")
  run("${folder}/apt.log" "${mend}" apt-get ${options} update)
  newest_version(musl musl ${musl_version} ${options})
  newest_version(llvm llvm-toolchain-19 ${llvm_version} ${options})
  say("1/5 fetching the sources of musl ${musl} and llvm-toolchain-19 ${llvm} (166 MB)")
  run("${folder}/apt.log" "${mend}"
    "${CMAKE_COMMAND}" -E chdir "${folder}" apt-get ${options} source --download-only --only-source
    musl=${musl} llvm-toolchain-19=${llvm})
  set(${out} "musl ${musl}\nllvm-toolchain-19 ${llvm}\n" PARENT_SCOPE)
endfunction()

# unpack_sources(FOLDER TO): TO/musl, TO/llvm; of LLVM only the libraries, a fiftieth of it. Debian's patches to these
# parts concern other processors and the tests: they are not applied.
function(unpack_sources folder to)
  say("2/5 unpacking")
  set(mend "remove ${folder} and run it again")
  file(MAKE_DIRECTORY "${to}/musl" "${to}/llvm")
  run("${to}/log/tar" "${mend}" tar -C "${to}/musl" --strip-components=1 --no-same-owner
    -xf "${folder}/musl_${musl_version}.orig.tar.gz")
  set(top "llvm-toolchain-19_${llvm_version}")
  run("${to}/log/tar" "${mend}" tar -C "${to}/llvm" --strip-components=1 --no-same-owner
    -xf "${folder}/${top}.orig.tar.xz" --exclude=*/test
    ${top}/LICENSE.TXT ${top}/cmake ${top}/llvm/cmake ${top}/llvm/utils/llvm-lit ${top}/runtimes
    ${top}/libunwind ${top}/libcxxabi ${top}/libcxx
    ${top}/compiler-rt/cmake ${top}/compiler-rt/lib/builtins)
endfunction()

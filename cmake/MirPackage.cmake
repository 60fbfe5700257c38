# A Debian package of what `cmake --install` installs: `cpack -G DEB` in the build folder.
set(CPACK_PACKAGE_NAME mir)
set(CPACK_PACKAGE_VENDOR "the mir authors")
set(CPACK_PACKAGE_CONTACT "the mir authors <mir@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_RESOURCE_FILE_LICENSE "${CMAKE_SOURCE_DIR}/LICENSE")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
# Which packages the programs themselves are linked with, and what a build runs.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "clang-19, lld-19, llvm-19, ninja-build")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "qemu-system-x86, cpio, gdb, ccache, slirp4netns, iproute2, libc++-19-dev, libc++abi-19-dev, libclang-rt-19-dev")
set(CPACK_STRIP_FILES OFF)
# A tenth of the time of xz, for a quarter more bytes.
set(CPACK_DEBIAN_COMPRESSION_TYPE zstd)
include(CPack)

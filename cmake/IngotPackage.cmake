# The Debian packages, made by `cpack` in the build folder: ingot, what a user runs, and ingot-dev, what a plugin's
# author builds with.
set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL ingot ingot-dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_NAME ingot)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${INGOT_PACKAGE_MAINTAINER}")

set(CPACK_DEBIAN_INGOT_PACKAGE_NAME ingot)
set(CPACK_DEBIAN_INGOT_PACKAGE_SECTION net)
set(CPACK_DEBIAN_INGOT_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_INGOT_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_COMPONENT_INGOT_DESCRIPTION "gets files into digital-asset-management vendors, and can prove it
 The program, its vendor plugins, and emulators of the vendors.")

set(CPACK_DEBIAN_INGOT-DEV_PACKAGE_NAME ingot-dev)
set(CPACK_DEBIAN_INGOT-DEV_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_INGOT-DEV_PACKAGE_DEPENDS
  "ingot (= ${PROJECT_VERSION}), g++, cmake (>= 3.25), libpoco-dev, libssl-dev, libyaml-cpp-dev")
set(CPACK_DEBIAN_INGOT-DEV_PACKAGE_SUGGESTS "libgtest-dev, python3")
set(CPACK_COMPONENT_INGOT-DEV_DESCRIPTION "what plugins of Ingot are built and tested with
 The C header, the C++20 layer, the kit, the lab and test libraries, and a template.")
include(CPack)

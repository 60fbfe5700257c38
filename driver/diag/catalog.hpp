/// \file
/// Every error the driver can report, in the order data flows. The name in brackets at the end of a
/// printed error is the name here; tests/lit/driver has a test for each.
#pragma once

#include <string_view>

#include "driver/diag/exit.hpp"

namespace mir::driver {

/// One registered error.
struct Kind {
  std::string_view name;
  Exit exit;             ///< what `mir` ends with when it was reported
  std::string_view text; ///< of {fmt}
};

namespace kind {

// The command line.
inline constexpr Kind kUsage{"usage", Exit::Usage, "{}"};
inline constexpr Kind kUnknownCommand{"unknown-command", Exit::Usage, "there is no command '{}'"};
inline constexpr Kind kUnknownTarget{"unknown-target", Exit::Usage, "there is no target '{}'"};

// The machine.
inline constexpr Kind kDisk{"disk", Exit::Environment, "{}"};
inline constexpr Kind kProcess{"process", Exit::Environment, "cannot start {}"};
inline constexpr Kind kBrokenInstallation{
    "broken-installation", Exit::Environment,
    "this installation of mir is incomplete: there is no '{}'"};
inline constexpr Kind kMissingTool{"missing-tool", Exit::Environment, "'{}' is not on PATH"};

// The project's folder.
inline constexpr Kind kNoFolder{"no-folder", Exit::Project, "there is no folder '{}'"};
inline constexpr Kind kNotAFolder{"not-a-folder", Exit::Project,
                                  "'{}' is a file, not a project's folder"};
inline constexpr Kind kUnreadableFolder{"unreadable-folder", Exit::Environment, "cannot read {}"};
inline constexpr Kind kNoManifest{"no-manifest", Exit::Project, "there is no mir.toml in '{}'"};

// The manifest.
inline constexpr Kind kTomlSyntax{"toml-syntax", Exit::Project, "{}"};
inline constexpr Kind kUnknownTable{"unknown-table", Exit::Project, "unknown table '{}'"};
inline constexpr Kind kUnknownKey{"unknown-key", Exit::Project, "unknown key '{}' in [{}]"};
inline constexpr Kind kWrongType{"wrong-type", Exit::Project, "'{}' is {}, but must be {}"};
inline constexpr Kind kMissingKey{"missing-key", Exit::Project, "[{}] has no '{}'"};
inline constexpr Kind kBadName{"bad-name", Exit::Project,
                               "'{}' cannot be the name of an application"};
inline constexpr Kind kManifestTarget{"manifest-target", Exit::Project, "there is no target '{}'"};
inline constexpr Kind kManifestLauncher{"manifest-launcher", Exit::Project,
                                        "there is no launcher '{}'"};
inline constexpr Kind kEmptyList{"empty-list", Exit::Project, "'{}' is empty"};
inline constexpr Kind kTwice{"listed-twice", Exit::Project, "'{}' is listed twice"};
inline constexpr Kind kBadSize{"bad-size", Exit::Project, "'{}' is not a size"};
inline constexpr Kind kBadAddress{"bad-address", Exit::Project, "'{}' is not {}"};

// Its files.
inline constexpr Kind kOutside{"outside-project", Exit::Project,
                               "'{}' is outside the project's folder"};
inline constexpr Kind kNoSuchFile{"no-such-file", Exit::Project, "there is no file '{}'"};
inline constexpr Kind kNoMatch{"no-match", Exit::Project, "no file matches '{}'"};
inline constexpr Kind kWrongSuffix{"wrong-suffix", Exit::Project, "'{}' does not end in '{}'"};
inline constexpr Kind kNoSources{"no-sources", Exit::Project, "there is no C++ source in '{}'"};
inline constexpr Kind kBadFileName{"bad-file-name", Exit::Project,
                                   "the name of the file '{}' holds a control character"};
inline constexpr Kind kSameHeader{"same-header", Exit::Project,
                                  "'{}' and '{}' would both become the header '{}'"};

// Targets.
inline constexpr Kind kTargetNotListed{"target-not-listed", Exit::Usage,
                                       "'{}' is not one of the targets of '{}'"};
inline constexpr Kind kCannotBuild{"cannot-build", Exit::Target, "cannot build for '{}' yet: {}"};
inline constexpr Kind kOneTarget{"one-target", Exit::Usage,
                                 "'mir run' runs one target, but {} are given"};

inline constexpr Kind kOtherResult{"other-result", Exit::Usage,
                                   "'{}' is not what this project makes for '{}'"};

// The build and its results.
inline constexpr Kind kNinja{"ninja", Exit::Environment, "ninja: {}"};
inline constexpr Kind kOverBudget{"over-budget", Exit::Project,
                                  "the image is {} bytes, over its budget of {}"};
inline constexpr Kind kNotABuildFolder{"not-a-build-folder", Exit::Project,
                                       "'{}' was not made by mir"};

// Reports.
inline constexpr Kind kNotReady{"not-ready", Exit::Environment,
                                "{} of the things that every build needs are missing"};
inline constexpr Kind kNotInstalled{"not-installed", Exit::Environment,
                                    "'{}' has failed with exit code {}"};
inline constexpr Kind kNoSymbol{"no-symbol", Exit::Project,
                                "the linker's table of the image has no '{}'"};
inline constexpr Kind kAudit{"audit", Exit::Project, "{} findings are bad"};

// Images of key/value stores.
inline constexpr Kind kNotAFolderOfFiles{"not-a-folder-of-files", Exit::Project,
                                         "'{}' is a file, not a folder of files"};
inline constexpr Kind kLinkLoop{"link-loop", Exit::Project,
                                "the folder '{}' is a link to one that holds it"};
inline constexpr Kind kLongKey{"long-key", Exit::Project,
                               "'{}' is too long for a key: there is room for {} bytes"};
inline constexpr Kind kSpecialFile{"special-file", Exit::Project,
                                   "'{}' is neither a file nor a folder"};
inline constexpr Kind kNoPlainFile{"no-plain-file", Exit::Project,
                                   "'{}' is there already, and no plain file"};
inline constexpr Kind kInsideImage{"inside-image", Exit::Project,
                                   "'{}' would hold itself: it lies in the folder"};
inline constexpr Kind kTooMuch{"too-much", Exit::Project,
                               "the files of '{}' are too much for one image, which has at most {} "
                               "bytes"};
inline constexpr Kind kChanged{"changed", Exit::Environment,
                               "'{}' has changed while the image was made"};
inline constexpr Kind kNotAnImage{"not-an-image", Exit::Project,
                                  "'{}' is no good image of a key/value store: {}"};

// Running.
inline constexpr Kind kLargeImage{"large-image", Exit::Project,
                                  "'{}' does not fit on the disk of {} bytes that carries it"};
inline constexpr Kind kPortTaken{"port-taken", Exit::Environment,
                                 "port {} of 127.0.0.1 cannot be had: {}"};
inline constexpr Kind kNoUplink{"no-uplink", Exit::Environment,
                                "cannot make a network for the program: {}"};
inline constexpr Kind kTimeLimit{"time-limit", Exit::TimeLimit,
                                 "'{}' has not ended within {} seconds"};
inline constexpr Kind kNoExit{"no-exit", Exit::Environment, "'{}' ended without an exit code"};

// Tests.
inline constexpr Kind kNoTests{"no-tests", Exit::Project, "there is no test in '{}'"};
inline constexpr Kind kNoSuchTest{"no-such-test", Exit::Usage, "no test fits {}"};
inline constexpr Kind kTestsBroken{"tests-broken", Exit::Project,
                                   "the tests for {} went wrong outside of every test: {}"};
inline constexpr Kind kTestsFailed{"tests-failed", Exit::Project, "{} of {} tests failed"};

// New projects.
inline constexpr Kind kUnknownTemplate{"unknown-template", Exit::Usage,
                                       "there is no template '{}'"};
inline constexpr Kind kExists{"exists", Exit::Project, "'{}' is there already"};

} // namespace kind
} // namespace mir::driver

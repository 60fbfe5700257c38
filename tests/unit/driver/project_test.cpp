#include "driver/project/project.hpp"

#include <gtest/gtest.h>

#include "driver/env/processes.hpp"
#include "memory_disk.hpp"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {
namespace {

class ProjectTest : public testing::Test {
protected:
  std::optional<Project> open(const std::string& name) {
    Env env{.arguments = {"mir"},
            .variables = {},
            .folder = "/home",
            .executable = "/opt/bin/mir",
            .disk = disk,
            .processes = *processes,
            .out = stream,
            .error = stream};
    Diagnostics diagnostics(stream, false);
    auto project = open_project(env, name, {{"unix-socket"}, {}}, diagnostics);
    exit_code = diagnostics.exit_code();
    return project;
  }

  MemoryDisk disk;
  std::unique_ptr<Processes> processes = make_processes();
  std::string said;
  llvm::raw_string_ostream stream{said};
  int exit_code = 0;
};

TEST_F(ProjectTest, FindsFilesRelativeToTheFolder) {
  disk.files = {
      {"/home/p/mir.toml", "[app]\nname = 'p'\n"}, {"/home/p/b.cpp", ""}, {"/home/p/a.mpl", ""}};
  auto project = open("./x/../p/");
  ASSERT_TRUE(project) << said;
  EXPECT_EQ(project->folder, "/home/p");
  EXPECT_EQ(project->sources, std::vector<std::string>{"b.cpp"});
  EXPECT_EQ(project->specifications, std::vector<std::string>{"a.mpl"});
}

TEST_F(ProjectTest, UnreadableFolderIsNamedWithReason) {
  disk.files = {{"/home/p/mir.toml", "[app]\nname = 'p'\nsources = ['**/*.cpp']\n"},
                {"/home/p/deep/b.cpp", ""}};
  for (auto [folder, what] :
       {std::pair<std::string, std::string>(
            "/home/p", "a build needs to read and enter the project's folders"),
        {"/home/p/deep",
         "a build needs to read and enter the folders that its patterns lead into"}}) {
    disk.unreadable = {folder};
    said.clear();
    EXPECT_FALSE(open("p"));
    EXPECT_EQ(exit_code, 3);
    EXPECT_NE(said.find("mir: error: cannot read '" + folder +
                        "': Permission denied [unreadable-folder]\n"
                        "mir: note: " +
                        what),
              std::string::npos)
        << said;
  }
}

TEST_F(ProjectTest, LooksOnlyWhereItsPatternsLead) {
  disk.files = {{"/home/p/mir.toml", "[app]\nname = 'p'\n"},
                {"/home/p/a.cpp", ""},
                {"/home/p/data/b.cpp", ""}};
  disk.unreadable = {"/home/p/data"};
  EXPECT_TRUE(open("p")) << said;
}

TEST_F(ProjectTest, LooksAtNothingBelowAFolderWithoutManifest) {
  disk.files = {{"/home/notes.txt", ""}, {"/home/secret/key", ""}};
  disk.unreadable = {"/home/secret"};
  EXPECT_FALSE(open("."));
  EXPECT_EQ(exit_code, 1);
  EXPECT_NE(said.find("[no-manifest]"), std::string::npos) << said;
}

} // namespace
} // namespace mir::driver

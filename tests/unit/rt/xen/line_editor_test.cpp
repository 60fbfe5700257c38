#include "rt/xen/line_editor.hpp"

#include <string>

#include <gtest/gtest.h>

namespace {

using mir::rt::LineEditor;

std::string type(LineEditor& editor, std::string_view keys) {
  std::string echo;
  for (const char key : keys)
    echo += editor.key(key);
  return echo;
}

std::string read(LineEditor& editor, size_t most = 4096) {
  std::string text(most, '\0');
  text.resize(editor.read({text.data(), text.size()}));
  return text;
}

TEST(LineEditor, HandsOverWholeLines) {
  LineEditor editor;
  EXPECT_EQ(type(editor, "ab"), "ab");
  EXPECT_EQ(read(editor), "");
  EXPECT_EQ(editor.lines(), 0u);
  EXPECT_EQ(type(editor, "c\rde"), "c\nde");
  EXPECT_EQ(editor.lines(), 1u);
  EXPECT_EQ(read(editor), "abc\n");
  EXPECT_EQ(type(editor, "\n"), "\n");
  EXPECT_EQ(read(editor), "de\n");
}

TEST(LineEditor, HandsOverALineInPieces) {
  LineEditor editor;
  type(editor, "hello\nx");
  EXPECT_EQ(read(editor, 3), "hel");
  EXPECT_EQ(read(editor, 10), "lo\n");
  type(editor, "y\n");
  EXPECT_EQ(read(editor), "xy\n");
}

TEST(LineEditor, ErasesCharactersOfThisLineOnly) {
  LineEditor editor;
  EXPECT_EQ(type(editor, "a\n\x7f"), "a\n");
  EXPECT_EQ(type(editor, "x\xc3\xa4\x7f\by\n"), "x\xc3\xa4\b \b\b \by\n");
  EXPECT_EQ(read(editor), "a\ny\n");
}

TEST(LineEditor, EndsInputOnAnEmptyLineOnly) {
  LineEditor editor;
  type(editor, "ab\x04");
  EXPECT_FALSE(editor.ended());
  EXPECT_EQ(read(editor), "ab"); // without a newline, as a terminal does
  type(editor, "\x04");
  EXPECT_TRUE(editor.ended());
}

TEST(LineEditor, DropsTheLineOnInterrupt) {
  LineEditor editor;
  EXPECT_EQ(type(editor, "rm -r\x03"), "rm -r^C\n");
  EXPECT_TRUE(editor.take_interrupt());
  EXPECT_FALSE(editor.take_interrupt());
  type(editor, "ls\n");
  EXPECT_EQ(read(editor), "ls\n");
}

TEST(LineEditor, LetsALineThatIsTooLongBeEnded) {
  LineEditor editor;
  type(editor, std::string(2 * LineEditor::kMost, 'x'));
  EXPECT_TRUE(editor.has_room());
  EXPECT_EQ(editor.key('x'), "\a");
  editor.key('\n');
  EXPECT_FALSE(editor.has_room()); // until the line has been read
  EXPECT_EQ(read(editor), std::string(LineEditor::kMost - 1, 'x') + "\n");
  EXPECT_TRUE(editor.has_room());
}

} // namespace

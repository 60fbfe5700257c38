#include "driver/cli/completions.hpp"

#include "driver/cli/parser.hpp"
#include "driver/toolchain/launcher.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

/// The words that may stand where a value of this kind is wanted; empty when there is no list.
std::string words_for(llvm::StringRef value, const std::vector<llvm::StringRef>& targets) {
  if (value == value::kTargets)
    return llvm::join(targets, " ");
  if (value == value::kWhen)
    return llvm::join(kWhens, " ");
  if (value == value::kLauncher)
    return llvm::join(launcher_names(), " ");
  if (value == value::kShell)
    return llvm::join(kShells, " ");
  return {};
}

/// A text between single quotes of a shell.
std::string quoted(llvm::StringRef text) {
  std::string result = "'";
  for (char c : text)
    if (c == '\'')
      result += "'\\''";
    else
      result += c;
  return result + "'";
}

std::string bash_words(const CommandText& command) {
  std::vector<std::string> words;
  for (const OptionText& option : command.options)
    for (const std::string& name : option.names)
      if (option.positional)
        words.push_back(words_for(name, {}));
      else
        words.push_back(
            name + (option.value.empty() || !llvm::StringRef(name).starts_with("--") ? "" : "="));
  llvm::erase_if(words, [](const std::string& word) { return word.empty(); });
  return llvm::join(words, " ");
}

std::string command_names(const std::vector<CommandText>& commands) {
  std::vector<std::string> names;
  for (const CommandText& command : llvm::drop_begin(commands))
    names.push_back(command.name);
  return llvm::join(names, " ");
}

std::string bash_script(const std::vector<CommandText>& commands,
                        const std::vector<llvm::StringRef>& targets) {
  // COMP_WORDBREAKS holds '=', so that a value is a word of its own.
  std::string text = "# Completion of mir for bash; made by `mir completions bash`.\n"
                     "_mir() {\n"
                     "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
                     "  local command=${COMP_WORDS[1]} words=\n"
                     "  [ \"$word\" = = ] && word=\n"
                     "  [ \"$before\" = = ] && before=${COMP_WORDS[COMP_CWORD-2]}\n"
                     "  case $before in\n"
                     "  --target) words=" +
                     quoted(words_for(value::kTargets, targets)) +
                     " ;;\n"
                     "  --color) words=" +
                     quoted(words_for(value::kWhen, targets)) +
                     " ;;\n"
                     "  --launcher) words=" +
                     quoted(words_for(value::kLauncher, targets)) +
                     " ;;\n"
                     "  --build-dir) COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n"
                     "  *) if [ \"$COMP_CWORD\" -eq 1 ]; then words=" +
                     quoted(command_names(commands) + " --help --version") +
                     "; else\n"
                     "    case $command in\n";
  for (const CommandText& command : llvm::drop_begin(commands))
    text += "    " + command.name + ") words=" + quoted(bash_words(command)) + " ;;\n";
  return text + "    esac\n"
                "  fi ;;\n"
                "  esac\n"
                "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                "  [[ $word == -* || $COMP_CWORD -eq 1 ]] || COMPREPLY+=($(compgen -d -- "
                "\"$word\"))\n"
                "  [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
                "}\n"
                "complete -F _mir mir\n";
}

/// What zsh's _arguments wants of one option.
std::string zsh_option(const OptionText& option, const std::vector<llvm::StringRef>& targets) {
  std::string what;
  for (char c : option.what)
    what += llvm::StringRef("[]:").contains(c) ? std::string("\\") + c : std::string(1, c);
  std::string value;
  if (option.positional || !option.value.empty()) {
    const std::string& kind = option.positional ? option.names.front() : option.value;
    std::string words = words_for(kind, targets);
    std::string label = llvm::StringRef(kind).split('[').first.str();
    value = ":" + label + ":" +
            (!words.empty()           ? "(" + words + ")"
             : kind == value::kFolder ? "_files -/"
                                      : " ");
  }
  if (option.positional)
    return " " + quoted(":" + value);
  std::string text;
  for (const std::string& name : option.names)
    text += " " + quoted(name +
                         (option.value.empty()                      ? ""
                          : llvm::StringRef(name).starts_with("--") ? "="
                                                                    : "") +
                         "[" + what + "]" + value);
  return text;
}

std::string zsh_script(const std::vector<CommandText>& commands,
                       const std::vector<llvm::StringRef>& targets) {
  std::string text = "#compdef mir\n"
                     "# Completion of mir for zsh; made by `mir completions zsh`.\n"
                     "_mir() {\n"
                     "  local -a commands=(\n";
  for (const CommandText& command : llvm::drop_begin(commands))
    text += "    " + quoted(command.name + ":" + command.what) + "\n";
  text += "  )\n"
          "  if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
          "  local command=$words[2]\n"
          "  shift words; (( CURRENT-- ))\n"
          "  case $command in\n";
  for (const CommandText& command : llvm::drop_begin(commands)) {
    text += "  " + command.name + ") _arguments";
    for (const OptionText& option : command.options)
      text += zsh_option(option, targets);
    text += " ;;\n";
  }
  return text + "  esac\n"
                "}\n"
                "if [ \"$funcstack[1]\" = _mir ]; then _mir \"$@\"; else compdef _mir mir; fi\n";
}

std::string fish_option(const CommandText& command, const OptionText& option,
                        const std::vector<llvm::StringRef>& targets) {
  std::string text = "complete -c mir -n '__fish_seen_subcommand_from " + command.name + "'";
  if (option.positional) {
    std::string words = words_for(option.names.front(), targets);
    return words.empty() ? "" : text + " -a " + quoted(words) + "\n";
  }
  for (llvm::StringRef name : option.names)
    text += name.starts_with("--") ? " -l " + name.drop_front(2).str()
                                   : " -s " + name.drop_front().str();
  if (!option.value.empty())
    text += " -r";
  if (std::string words = words_for(option.value, targets); !words.empty())
    text += " -f -a " + quoted(words);
  return text + " -d " + quoted(option.what) + "\n";
}

std::string fish_script(const std::vector<CommandText>& commands,
                        const std::vector<llvm::StringRef>& targets) {
  std::string text = "# Completion of mir for fish; made by `mir completions fish`.\n"
                     "complete -c mir -n __fish_use_subcommand -f\n";
  for (const CommandText& command : llvm::drop_begin(commands)) {
    text += "complete -c mir -n __fish_use_subcommand -a " + command.name + " -d " +
            quoted(command.what) + "\n";
    for (const OptionText& option : command.options)
      text += fish_option(command, option, targets);
  }
  return text;
}

} // namespace

std::string completion_script(llvm::StringRef shell, const std::vector<CommandText>& commands,
                              const std::vector<llvm::StringRef>& targets) {
  if (shell == "bash")
    return bash_script(commands, targets);
  return shell == "zsh" ? zsh_script(commands, targets) : fish_script(commands, targets);
}

} // namespace mir::driver

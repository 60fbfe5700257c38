#include "mplc/ast/print.hpp"

#include <array>

namespace mir::mplc::ast {
namespace {

std::string_view sign(ExprKind kind) {
  constexpr std::array kSigns{"..", "||", "&&", ">",  ">=", "<", "<=", "==", "!=", "|",
                              "^",  "&",  "<<", ">>", "+",  "-", "*",  "/",  "%"};
  return kSigns[static_cast<std::size_t>(kind) - static_cast<std::size_t>(ExprKind::Range)];
}

std::string quote(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + '"';
}

/// `a, b`
std::string joined(const std::vector<Expr>& exprs) {
  std::string text;
  for (const Expr& expr : exprs)
    text += (text.empty() ? "" : ", ") + print(expr);
  return text;
}

class Printer {
public:
  std::string out;

  void line(std::string_view text) {
    out.append(2 * depth_, ' ');
    out += text;
    out += '\n';
  }
  void doc(std::string_view text) {
    for (std::size_t end; !text.empty(); text.remove_prefix(std::min(end + 1, text.size()))) {
      end = std::min(text.find('\n'), text.size());
      line("doc " + quote(text.substr(0, end)));
    }
  }
  void block(const Block& body) {
    ++depth_;
    for (const Stmt& stmt : body) {
      doc(stmt.doc);
      std::visit([this](const auto& node) { print(node); }, stmt.node);
    }
    --depth_;
  }

  void print(const UnitStmt&) { line("unit"); }
  void print(const FieldStmt& field) {
    std::string text = "field " + field.name.text + ": " + field.type.text;
    if (field.size)
      text += "[" + ast::print(*field.size) + "]";
    if (field.text)
      text += " text";
    line(text + when(field.condition));
    ++depth_;
    for (const Attribute& attribute : field.attributes)
      print(attribute);
    --depth_;
  }
  void print(const Attribute& attribute) {
    std::string text = attribute.name.text;
    for (const Expr& argument : attribute.arguments)
      text += " " + ast::print(argument);
    line(text);
    matches(attribute.matches);
  }
  void print(const NestedStmt& nested) {
    line("nested " + nested.name.text + ": " + nested.target.text + list(nested.arguments) +
         when(nested.condition));
  }
  void print(const ArrayStmt& array) {
    using enum ArrayStmt::Extent;
    std::string extent = array.extent == Rest ? " to the end" : "";
    if (array.bound)
      extent += " count " + ast::print(*array.bound);
    if (array.until)
      extent += " until " + ast::print(*array.until);
    if (array.lazy)
      extent += " lazy";
    line("array " + array.name.text + extent + when(array.condition));
    block(array.body);
  }
  void print(const ClassifyStmt& classify) {
    line("classify " + ast::print(classify.subject));
    ++depth_;
    for (const Clause& clause : classify.clauses) {
      doc(clause.doc);
      line("clause " + quote(clause.name.text) +
           (clause.patterns.empty() ? " _" : list(clause.patterns)) + when(clause.guard));
      block(clause.body);
    }
    --depth_;
  }
  void print(const RegionStmt& region) {
    line("region " + ast::print(region.size) +
         (region.align ? " align " + ast::print(*region.align) : ""));
    block(region.body);
  }
  void print(const CheckStmt& check) {
    line("check " + ast::print(check.condition) + " " + quote(check.message));
  }

  void print(const Packet& packet) {
    doc(packet.doc);
    line("packet " + packet.name.text);
    ++depth_;
    for (const Parameter& parameter : packet.parameters)
      line("parameter " + parameter.name.text + ": " + parameter.type.text);
    --depth_;
    block(packet.body);
  }
  void print(const Typedef& decl) { line("typedef " + decl.name.text + ": " + decl.base.text); }
  void print(const Struct& decl) {
    line("struct " + decl.name.text);
    block(decl.body);
  }
  void print(const Import& decl) { line("import " + quote(decl.path.text)); }
  void print(const Let& decl) { line("let " + decl.name.text + " = " + ast::print(decl.value)); }
  void print(const Enum& decl) {
    line((decl.flags ? "flags " : "enum ") + decl.name.text + ": " + decl.base.text +
         (decl.size ? "[" + ast::print(*decl.size) + "]" : ""));
    matches(decl.matches);
  }
  void print(const EndianDecl& decl) { line("endian " + decl.order.text); }
  void print(const Test& test) {
    line("test " + quote(test.name) + (test.packet ? " of " + test.packet->text : "") +
         list(test.arguments));
    ++depth_;
    for (const Vector& vector : test.vectors) {
      std::string fault;
      for (const Name& name : vector.fails_at)
        fault += (fault.empty() ? " fails at " : ".") + name.text;
      line("hex " + quote(vector.hex) + fault);
      for (const Expectation& field : vector.fields)
        line("  " + path(field.path) + " = " + ast::print(field.value));
    }
    --depth_;
  }

private:
  static std::string path(const std::vector<Selector>& path) {
    std::string text;
    for (const Selector& selector : path)
      text += (text.empty() ? "" : ".") + selector.name.text +
              (selector.element ? "[" + std::to_string(*selector.element) + "]" : "");
    return text;
  }

  void matches(const std::vector<VariantMatch>& matches) {
    ++depth_;
    for (const VariantMatch& match : matches) {
      doc(match.doc);
      line(ast::print(match.value) + (match.preferred ? " => " : " -> ") + match.tag.text);
    }
    --depth_;
  }
  static std::string when(const std::optional<Expr>& condition) {
    return condition ? " when " + ast::print(*condition) : "";
  }
  static std::string list(const std::vector<Expr>& exprs) {
    std::string out;
    for (const Expr& expr : exprs)
      out += " " + ast::print(expr);
    return out;
  }

  std::size_t depth_ = 0;
};

} // namespace

std::string print(const Expr& expr) {
  switch (expr.kind) {
  case ExprKind::Error:
    return "<error>";
  case ExprKind::Integer:
    return std::to_string(expr.value);
  case ExprKind::String:
    return quote(expr.text);
  case ExprKind::Boolean:
    return expr.value ? "true" : "false";
  case ExprKind::Name:
  case ExprKind::Tag:
    return expr.text;
  case ExprKind::Call:
  case ExprKind::Tuple:
    return expr.text + "(" + joined(expr.operands) + ")";
  case ExprKind::Named:
    return expr.text + " = " + print(expr.operands[0]);
  case ExprKind::Negate:
    return "(-" + print(expr.operands[0]) + ")";
  case ExprKind::Not:
    return "(!" + print(expr.operands[0]) + ")";
  case ExprKind::Select:
    return "(" + print(expr.operands[0]) + " ? " + print(expr.operands[1]) + " : " +
           print(expr.operands[2]) + ")";
  default:
    break;
  }
  return "(" + print(expr.operands[0]) + " " + std::string(sign(expr.kind)) + " " +
         print(expr.operands[1]) + ")";
}

std::string print(const File& file) {
  Printer printer;
  for (const Decl& decl : file.decls)
    std::visit([&](const auto& node) { printer.print(node); }, decl.node);
  return std::move(printer.out);
}

} // namespace mir::mplc::ast

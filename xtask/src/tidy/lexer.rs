//! Reads Rust text just far enough to tell code, comments and string literals apart.

/// A source file taken apart.
#[derive(Debug, Clone, Default)]
pub struct Scanned {
    /// How many lines the file has.
    pub lines: usize,
    /// The code, line by line, with comments and the insides of literals taken out.
    pub code: Vec<String>,
    /// String literals: the line they start on, and what is between the quotes.
    pub strings: Vec<(usize, String)>,
    /// Whether the file says at its top what it is for.
    pub has_doc: bool,
    /// How many lines stand before the test module, where there is one.
    pub tests_from: Option<usize>,
}

/// Takes `text` apart.
pub fn scan(text: &str) -> Scanned {
    let mut lexer = Lexer { rest: text.chars().collect(), at: 0, line: 1, code: String::new(), strings: Vec::new() };
    while lexer.step() {}
    let code: Vec<String> = lexer.code.lines().map(str::to_owned).collect();
    Scanned {
        lines: text.lines().count(),
        tests_from: test_module(&code),
        has_doc: text.lines().any(|line| line.starts_with("//! ") || line.starts_with("#![doc = include_str!")),
        code,
        strings: lexer.strings,
    }
}

/// The index of the line with the `#[cfg(test)]` of a module written out in the file.
fn test_module(code: &[String]) -> Option<usize> {
    code.iter().enumerate().position(|(at, line)| {
        let written_out = |line: &String| line.trim_start().starts_with("mod ") && line.contains('{');
        line.trim() == "#[cfg(test)]" && code.iter().skip(at + 1).take(4).any(written_out)
    })
}

struct Lexer {
    rest: Vec<char>,
    at: usize,
    line: usize,
    code: String,
    strings: Vec<(usize, String)>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        if c == '\n' {
            self.line += 1;
            self.code.push('\n');
        }
        Some(c)
    }

    /// Takes one token; false at the end.
    fn step(&mut self) -> bool {
        match (self.peek(0), self.peek(1)) {
            (None, _) => return false,
            (Some('/'), Some('/')) => {
                while self.peek(0).is_some_and(|c| c != '\n') {
                    self.next();
                }
            }
            (Some('/'), Some('*')) => self.block_comment(),
            (Some('"'), _) => self.string(),
            (Some('\''), _) => self.quote(),
            (Some('r'), Some('"' | '#')) if !self.in_word() && self.raw_hashes().is_some() => self.raw_string(),
            (Some('b' | 'c'), Some('r')) if !self.in_word() => self.plain(),
            (Some('\n'), _) => {
                self.next();
            }
            _ => self.plain(),
        }
        true
    }

    fn plain(&mut self) {
        if let Some(c) = self.next() {
            self.code.push(c);
        }
    }

    /// Whether the character before is part of a name, so that an `r` here ends that name. `br` and `cr` open raw strings too.
    fn in_word(&self) -> bool {
        let before = |back: usize| self.at.checked_sub(back).and_then(|at| self.rest.get(at)).copied();
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        match before(1) {
            Some('b' | 'c') => is_word(before(2)),
            other => is_word(other),
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (None, _) => return,
                (Some('/'), Some('*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (Some('*'), Some('/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => {
                    self.next();
                }
            }
        }
    }

    fn string(&mut self) {
        let (start, mut text) = (self.line, String::new());
        self.at += 1;
        self.code.push('"');
        while let Some(c) = self.next() {
            match c {
                '"' => break,
                '\\' => text.extend(self.next().map(|escaped| if escaped == 'n' { '\n' } else { escaped })),
                _ => text.push(c),
            }
        }
        self.code.push('"');
        self.strings.push((start, text));
    }

    /// How many `#` open a raw string here, or `None` when it is a raw name.
    fn raw_hashes(&self) -> Option<usize> {
        let hashes = (1..=16).take_while(|ahead| self.peek(*ahead) == Some('#')).count();
        (self.peek(1 + hashes) == Some('"')).then_some(hashes)
    }

    fn raw_string(&mut self) {
        let hashes = self.raw_hashes().unwrap_or_default();
        let (start, mut text) = (self.line, String::new());
        self.at += hashes + 2;
        self.code.push('"');
        while let Some(c) = self.next() {
            if c == '"' && (0..hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                self.at += hashes;
                break;
            }
            text.push(c);
        }
        self.code.push('"');
        self.strings.push((start, text));
    }

    /// A character, or a lifetime.
    fn quote(&mut self) {
        self.plain();
        match (self.peek(0), self.peek(1)) {
            (Some('\\'), _) => {
                self.at += 2;
                while self.next().is_some_and(|c| c != '\'') {}
            }
            (Some(_), Some('\'')) => self.at += 2,
            _ => return,
        }
        self.code.push('\'');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_keeps_no_comment_and_no_literal() {
        let scanned =
            scan("let a = \"todo!()\"; // dbg!\n/* todo! /* inner */ still */ let b = 'x'; let c: &'a str;\n");
        assert_eq!(scanned.code, ["let a = \"\"; ", " let b = ''; let c: &'a str;"]);
        assert_eq!(scanned.strings, [(1, "todo!()".to_owned())]);
    }

    #[test]
    fn raw_strings_end_at_their_own_hashes() {
        let scanned = scan("f(r#\"SELECT \"x\"\"#, br\"a\\\", r#type, for\"b\", '\"', '\\'', \"\\\"q\")");
        let texts: Vec<&str> = scanned.strings.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["SELECT \"x\"", "a\\", "b", "\"q"]);
        assert_eq!(scanned.code, ["f(\"\", b\"\", r#type, for\"\", '', '', \"\")"]);
    }

    #[test]
    fn strings_over_lines_keep_the_count_of_lines() {
        let scanned = scan("a(\"one\ntwo\");\nb(\"three\");\n");
        assert_eq!(scanned.strings, [(1, "one\ntwo".to_owned()), (3, "three".to_owned())]);
        assert_eq!(scanned.code.len(), 3);
    }

    #[test]
    fn the_test_module_is_found_and_its_text_is_not() {
        assert_eq!(scan("fn a() {}\n\n#[cfg(test)]\nmod tests {\n}\n").tests_from, Some(2));
        assert_eq!(scan("#[cfg(test)]\nmod tests;\nfn a() {}\n").tests_from, None);
        assert_eq!(scan("const A: &str = \"\n#[cfg(test)]\nmod tests {\n\";\n").tests_from, None);
    }
}

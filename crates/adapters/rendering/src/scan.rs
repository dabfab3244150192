//! Finds what the engine itself only looks up while rendering: the names of filters and tests, and where names stand.

/// The inside of a `{{ … }}` or `{% … %}`, string literals blanked out.
pub(crate) struct Tag {
    code: String,
    line: usize,
}

/// What a name is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    /// After `|`, or in `{% filter … %}`.
    Filter,
    /// After `is` or `is not`.
    Test,
}

/// The tags of a template that parses, comments and raw blocks left out.
pub(crate) fn tags(source: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = source;
    let mut line = 1;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        line += newlines(before);
        let Some((open @ ("{{" | "{%" | "{#"), inside)) = from.split_at_checked(2) else {
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        let (code, length) = match open {
            "{#" => (None, inside.find("#}").unwrap_or(inside.len())),
            "{%" => with_blank_strings(inside, "%}"),
            _ => with_blank_strings(inside, "}}"),
        };
        let mut end = (length + 2).min(inside.len());
        if let Some(code) = code {
            if code.trim_matches(['-', '+', ' ']) == "raw" {
                end += end_of_raw(inside.get(end..).unwrap_or_default());
            } else {
                tags.push(Tag { code, line });
            }
        }
        let (passed, next) = inside.split_at_checked(end).unwrap_or((inside, ""));
        line += newlines(passed);
        rest = next;
    }
    tags
}

/// The line of the first tag that has `name` as a whole word (dots count as part of a word).
pub(crate) fn line_of(tags: &[Tag], name: &str) -> Option<usize> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let has = |tag: &&Tag| {
        tag.code.match_indices(name).any(|(at, _)| {
            let (before, after) = (tag.code.get(..at), tag.code.get(at + name.len()..));
            !before.is_some_and(|text| text.ends_with(part)) && !after.is_some_and(|text| text.starts_with(part))
        })
    };
    tags.iter().find(has).map(|tag| tag.line)
}

/// Every filter and test named, with its line.
pub(crate) fn uses(tags: &[Tag]) -> Vec<(Use, String, usize)> {
    let mut found = Vec::new();
    for tag in tags {
        let words = words(&tag.code);
        for (index, word) in words.iter().enumerate() {
            let before =
                |back: usize| index.checked_sub(back).and_then(|at| words.get(at)).copied().unwrap_or_default();
            let kind = match (before(2), before(1)) {
                (_, "|") | ("", "filter") => Use::Filter,
                ("is", "not") => Use::Test,
                (_, "is") if *word != "not" => Use::Test,
                _ => continue,
            };
            if word.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                found.push((kind, (*word).to_owned(), tag.line));
            }
        }
    }
    found
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

/// The code up to `close`, strings blanked, and its length in `inside`.
fn with_blank_strings(inside: &str, close: &str) -> (Option<String>, usize) {
    let mut code = String::new();
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if inside.get(at..).is_some_and(|rest| rest.starts_with(close)) => return (Some(code), at),
            None if matches!(c, '"' | '\'') => {
                quote = Some(c);
                code.push_str(" \"\" ");
            }
            None => code.push(c),
        }
    }
    (Some(code), inside.len())
}

/// How far `{% endraw %}` and all before it reach.
fn end_of_raw(text: &str) -> usize {
    for (at, _) in text.match_indices("{%") {
        let inside = text.get(at + 2..).unwrap_or_default();
        if inside.trim_start_matches(['-', '+']).trim_start().starts_with("endraw") {
            return inside.find("%}").map_or(text.len(), |length| at + 2 + length + 2);
        }
    }
    text.len()
}

/// Names and single signs, in order; `-` of `{%- filter` is dropped, so that the tag's keyword comes first.
fn words(code: &str) -> Vec<&str> {
    let code = code.trim_start_matches(['-', '+']);
    let mut words = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let name = |c: char| c.is_alphanumeric() || c == '_';
        let length = if name(first) { rest.find(|c| !name(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (word, next) = rest.split_at(length);
        words.push(word);
        rest = next.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Use, line_of, tags, uses};

    #[test]
    fn filters_and_tests_are_found_where_they_are_code() {
        let source = "a | b {{ x|upper | default('a|not }} this') }}\n{# {{ y|comment }} #}{% raw %}{{ z|raw }}{% endraw %}\n\
            {%- filter trim %}{% endfilter %}{% if x is not defined and y is divisibleby(3) %}{% endif %}";
        let found = uses(&tags(source));
        let expected = [
            (Use::Filter, "upper", 1),
            (Use::Filter, "default", 1),
            (Use::Filter, "trim", 3),
            (Use::Test, "defined", 3),
            (Use::Test, "divisibleby", 3),
        ];
        assert_eq!(found, expected.map(|(kind, name, line)| (kind, name.to_owned(), line)));
    }

    #[test]
    fn lines_are_those_of_the_whole_name() {
        let tags = tags("customer.nope\n{{ customer.nopes }}\n\n{{ customer.nope }}");
        assert_eq!(line_of(&tags, "customer.nope"), Some(4));
        assert_eq!(line_of(&tags, "nope"), None);
    }

    #[test]
    fn broken_templates_do_no_harm() {
        for source in ["{{", "{%", "{#", "{{ 'a", "{% raw %}", "{% raw %}{% endraw", "}}", "{", "{{}}", "{{ä"] {
            let _ = uses(&tags(source));
        }
    }
}

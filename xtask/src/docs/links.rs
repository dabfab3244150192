//! Finds the links of our Markdown files, and those that lead nowhere.

use std::{
    fs,
    path::{Component, Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

/// Each relative link in a Markdown file of the tree whose file or heading does not exist.
pub fn broken(root: &Path) -> Result<Vec<String>> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "*.md"])
        .current_dir(root)
        .output()
        .context("git did not start")?;
    let mut found = Vec::new();
    for path in String::from_utf8(listed.stdout)?.lines().filter(|path| root.join(path).is_file()) {
        let text = fs::read_to_string(root.join(path))?;
        for (line, target) in links(&text) {
            if let Some(reason) = fault(root, Path::new(path), &text, &target)? {
                found.push(format!("{path}:{line}: {target}: {reason}"));
            }
        }
    }
    Ok(found)
}

/// Why a link leads nowhere. Links to other sites are not followed.
fn fault(root: &Path, from: &Path, text: &str, target: &str) -> Result<Option<String>> {
    if target.contains("://") || target.starts_with("mailto:") {
        return Ok(None);
    }
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let text = if file.is_empty() {
        text.to_owned()
    } else {
        let Some(path) = resolve(from, file) else { return Ok(Some("outside the tree".to_owned())) };
        let path = root.join(path);
        if !path.exists() {
            return Ok(Some("no such file".to_owned()));
        }
        if heading.is_empty() || path.is_dir() {
            return Ok(None);
        }
        fs::read_to_string(path)?
    };
    let known = heading.is_empty() || headings(&text).iter().any(|it| it == heading);
    Ok((!known).then(|| "no such heading".to_owned()))
}

/// The path that `target` means in the file `from`, both seen from the root.
fn resolve(from: &Path, target: &str) -> Option<PathBuf> {
    let mut path = from.parent()?.to_owned();
    for part in Path::new(target).components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::ParentDir => {
                path.pop().then_some(())?;
            }
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(path)
}

/// The lines of a Markdown text that are not in a fenced block.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(at, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fence && !fenced).then_some((at + 1, line))
    })
}

/// Each `[…](target)` and its line; code between backticks is not looked at.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        for rest in plain.split("](").skip(1) {
            let target = rest.split(')').next().unwrap_or_default();
            found.push((number, target.split_whitespace().next().unwrap_or_default().to_owned()));
        }
    }
    found
}

/// The anchors of a text's headings, made as the book and code hosts make them.
fn headings(text: &str) -> Vec<String> {
    let titles = prose(text).filter(|(_, line)| line.starts_with('#'));
    let titles = titles.map(|(_, line)| line.trim_start_matches('#').trim());
    titles
        .map(|title| {
            let kept = title.to_lowercase();
            let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_code_are_no_links() {
        let text =
            "See [a](one.md) and [b](two.md#x \"title\").\n`[c](no.md)`\n```\n[d](no.md)\n```\n[`e`](three.md)\n";
        let found = links(text);
        assert_eq!(found, [(1, "one.md".to_owned()), (1, "two.md#x".to_owned()), (6, "three.md".to_owned())]);
    }

    #[test]
    fn headings_get_the_anchors_of_the_book() {
        assert_eq!(
            headings("# The way of a request\n```sh\n# no\n```\n## `hold` or `resend`?\n"),
            ["the-way-of-a-request", "hold-or-resend"]
        );
    }

    #[test]
    fn what_leads_nowhere_is_named() {
        let root = std::env::temp_dir().join(format!("growffinity-links-{}", std::process::id()));
        fs::create_dir_all(root.join("docs")).unwrap();
        fs::write(root.join("README.md"), "# Read me\n").unwrap();
        let from = Path::new("docs/a.md");
        let fault = |target| fault(&root, from, "# Here\n", target).unwrap();
        assert_eq!(fault("../README.md#read-me"), None);
        assert_eq!(fault("#here"), None);
        assert_eq!(fault("https://example.com/x"), None);
        assert_eq!(fault("../README.md#other").as_deref(), Some("no such heading"));
        assert_eq!(fault("b.md").as_deref(), Some("no such file"));
        assert_eq!(fault("../../b.md").as_deref(), Some("outside the tree"));
        fs::remove_dir_all(&root).unwrap();
    }
}

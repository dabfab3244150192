//! Files stay short enough to read in one go.

use crate::tidy::tree::{Fault, Source, Tree};

const LONGEST: usize = 600;
const LONGEST_TEST: usize = 800;
const SHORT: usize = 350;
/// Of a hundred files, how many are short.
const SHARE: usize = 90;

/// No file is longer than the limit of its kind.
pub fn longest(tree: &Tree) -> Vec<Fault> {
    let limit = |source: &Source| if source.is_test_file() { LONGEST_TEST } else { LONGEST };
    let too_long = written(tree).filter(|source| source.own_lines() > limit(source));
    too_long.map(|it| Fault::at(&it.path, format!("{} lines, {} at most", it.own_lines(), limit(it)))).collect()
}

/// Nearly all files are short.
pub fn share(tree: &Tree) -> Vec<Fault> {
    let all = written(tree).filter(|source| !source.is_test_file()).count();
    let long: Vec<&str> =
        written(tree).filter(|it| !it.is_test_file() && it.own_lines() > SHORT).map(|it| it.path.as_str()).collect();
    if (all - long.len()) * 100 >= all * SHARE {
        return Vec::new();
    }
    let reason =
        format!("{} of {all} files are over {SHORT} lines, more than one in ten: {}", long.len(), long.join(", "));
    vec![Fault::at("the workspace", reason)]
}

fn written(tree: &Tree) -> impl Iterator<Item = &Source> {
    tree.sources.iter().filter(|source| !source.generated)
}

//! Where in the parameters a value stands, and how WordPress writes that down: `billing[email]`, `tags[0]`.

use std::fmt;

/// A place, as a chain up to the parameter's name. Written out only when there is a fault to tell.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    above: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Member(&'a str),
    Item(usize),
}

impl<'a> At<'a> {
    /// The member `name` of what stands `above`.
    pub const fn member(above: Option<&'a At<'a>>, name: &'a str) -> Self {
        Self { above, step: Step::Member(name) }
    }

    /// The item `index` of the list that stands `above`.
    pub const fn item(above: &'a At<'a>, index: usize) -> Self {
        Self { above: Some(above), step: Step::Item(index) }
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.above, self.step) {
            (None, Step::Member(name)) => f.write_str(name),
            (None, Step::Item(index)) => write!(f, "{index}"),
            (Some(above), Step::Member(name)) => write!(f, "{above}[{name}]"),
            (Some(above), Step::Item(index)) => write!(f, "{above}[{index}]"),
        }
    }
}

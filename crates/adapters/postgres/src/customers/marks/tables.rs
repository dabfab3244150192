//! Where tags and groups are kept: two pairs of tables of the same form.

use growffinity_customers::MarkKind;

/// The names of one pair.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tables {
    /// The table of the marks themselves.
    pub(super) marks: &'static str,
    /// The table of who carries them.
    pub(super) carried: &'static str,
    /// The column in it that names the mark.
    pub(super) mark_id: &'static str,
    /// What `row_counts` calls the count of a mark's customers, before its id.
    pub(super) counter: &'static str,
}

impl Tables {
    pub(super) const fn of(kind: MarkKind) -> Self {
        match kind {
            MarkKind::Tag => Self { marks: "tags", carried: "customer_tags", mark_id: "tag_id", counter: "tag:" },
            MarkKind::Group => {
                Self { marks: "groups", carried: "customer_groups", mark_id: "group_id", counter: "group:" }
            }
        }
    }
}

//! Making another segment like one there is.

use growffinity_kernel::{SegmentId, StoreError};

use crate::{
    create::{CreateSegmentError, NewRule, NewSegment, draft},
    segment::{Segment, SegmentName, SegmentRule},
    service::Segments,
};

/// Why a segment can't be duplicated.
#[derive(Debug, thiserror::Error)]
pub enum DuplicateSegmentError {
    /// There is no such segment.
    #[error("there is no such segment")]
    NotFound,
    /// The other one can't be made.
    #[error(transparent)]
    Create(#[from] CreateSegmentError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Segments {
    /// Makes another segment like `id`, called `name` or, without one, `Copy of` it. A dynamic one finds its members at
    /// once, as a new one does; a static one gets the members of the other.
    ///
    /// # Errors
    /// [`DuplicateSegmentError`]; nothing is made then.
    pub async fn duplicate(&self, id: SegmentId, name: Option<SegmentName>) -> Result<Segment, DuplicateSegmentError> {
        let like = self.store.find(id).await?.ok_or(DuplicateSegmentError::NotFound)?;
        let new = NewSegment {
            name: name.unwrap_or_else(|| copy_of(&like.name)),
            slug: None,
            description: like.description.clone(),
            rule: match &like.rule {
                SegmentRule::Dynamic(rule) => NewRule::Dynamic(rule.clone(), like.refresh),
                SegmentRule::Static => NewRule::Static,
            },
        };
        let draft = draft(like.id, new, self.clock.now());
        let members_of = (like.rule == SegmentRule::Static).then_some(like.id);
        Ok(self.inserted(draft, members_of).await?)
    }
}

/// `Copy of …`, cut off where it would be too long.
fn copy_of(name: &SegmentName) -> SegmentName {
    let long: String = format!("Copy of {}", name.as_str()).chars().take(SegmentName::MAX).collect();
    SegmentName::parse(&long).unwrap_or_else(|| name.clone())
}

#[cfg(test)]
mod tests {
    use super::{SegmentName, copy_of};

    #[test]
    fn a_copy_has_a_name_that_fits() {
        assert_eq!(copy_of(&SegmentName::parse("Lapsed").unwrap()).as_str(), "Copy of Lapsed");
        let long = SegmentName::parse(&"ä".repeat(SegmentName::MAX)).unwrap();
        assert_eq!(copy_of(&long).as_str().chars().count(), SegmentName::MAX);
    }
}

//! The service of segments: what a caller can do with them.

use std::sync::Arc;

use growffinity_kernel::{Clock, Page, SegmentId, Site, StoreError};

use crate::{ports::SegmentStore, query::SegmentQuery, segment::Segment};

/// Segments: write, look up, list, refresh.
#[derive(Clone)]
pub struct Segments {
    pub(crate) store: Arc<dyn SegmentStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) site: Site,
}

impl Segments {
    /// The service over these ports; days are days of the site's zone.
    pub fn new(store: Arc<dyn SegmentStore>, clock: Arc<dyn Clock>, site: Site) -> Self {
        Self { store, clock, site }
    }

    /// The segment with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, id: SegmentId) -> Result<Option<Segment>, StoreError> {
        self.store.find(id).await
    }

    /// A part of the list of segments.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, query: &SegmentQuery) -> Result<Page<Segment>, StoreError> {
        self.store.list(query).await
    }
}

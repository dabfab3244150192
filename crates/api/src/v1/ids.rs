//! Ids in paths, and the answer when there is nothing of that id.

use growffinity_kernel::{CampaignId, CustomerId, NoteId, OrderId, ProductId, SegmentId};

use crate::rest::{
    PathId,
    catalogue::{self, ErrorCode},
};

macro_rules! path_ids {
    ($($id:ty => $unknown:ident,)+) => {
        $(impl PathId for $id {
            const UNKNOWN: ErrorCode = catalogue::$unknown;
        })+
    };
}

path_ids! {
    CustomerId => CUSTOMER_INVALID_ID,
    NoteId => NOTE_INVALID_ID,
    OrderId => ORDER_INVALID_ID,
    ProductId => PRODUCT_INVALID_ID,
    SegmentId => SEGMENT_INVALID_ID,
    CampaignId => CAMPAIGN_INVALID_ID,
}

#![doc = include_str!("../README.md")]

mod by_hand;
pub mod cases;
pub mod condition;
mod create;
mod delete;
mod duplicate;
mod eval;
pub mod fields;
mod fold;
mod history;
mod live;
mod members;
pub mod ports;
mod preview;
mod profile;
mod query;
mod references;
mod refresh;
pub mod rfm;
mod segment;
mod service;
mod slug;
mod update;

pub use by_hand::{ByHandError, ByHandRefusal, HandAdded, HandAddition, HandMember, HandRemoval};
pub use condition::{Condition, Conditions, Fault, Match, Rule};
pub use create::{CreateSegmentError, NewRule, NewSegment};
pub use delete::DeleteSegmentError;
pub use duplicate::DuplicateSegmentError;
pub use eval::matches;
pub use fold::{fold, pairs as fold_pairs};
pub use growffinity_kernel::Span;
pub use history::{HistoryEntry, HistoryOrder, HistoryQuery, ListHistoryError};
pub use live::{Concern, LiveJudged, LiveRequest, LiveSegment, LiveSegments, LiveTurn, LiveWork, Mark, MarkedBatch};
pub use members::{ListMembersError, Member, MemberQuery, Membership};
pub use preview::{PREVIEW_SAMPLE, Preview, PreviewOutcome, PreviewRequest, PreviewSegmentError};
pub use profile::{
    Address, Company, ConsentStatus, CustomerStatus, Engagement, Event, Label, Order, OrderLine, OrderStatus,
    Predicted, Profile, Scores,
};
pub use query::{SegmentOrder, SegmentQuery};
pub use references::RefusedReferences;
pub use refresh::{
    DueSegment, RefreshCause, RefreshOutcome, RefreshRequest, RefreshSegmentError, Refreshed, WorkedOff,
};
pub use segment::{Refresh, Segment, SegmentKind, SegmentName, SegmentRule, SegmentStatus, UsedBy, User};
pub use service::Segments;
pub use update::{SegmentChange, UpdateSegmentError};

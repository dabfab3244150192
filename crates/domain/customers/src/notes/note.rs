//! What a note is, and what a list of notes can be asked for.

use chrono::{DateTime, Utc};
use growffinity_kernel::{CustomerId, Direction, NoteId, Span, UserId, Window};

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoteCategory {
    /// Anything.
    General,
    /// Something is still to be done.
    FollowUp,
    /// The customer complained.
    Complaint,
    /// The customer said what they think.
    Feedback,
    /// People met.
    Meeting,
    /// People spoke on the telephone.
    PhoneCall,
    /// For colleagues only.
    Internal,
}

impl NoteCategory {
    /// Every category, in the order of the documentation.
    pub const ALL: [Self; 7] = [
        Self::General,
        Self::FollowUp,
        Self::Complaint,
        Self::Feedback,
        Self::Meeting,
        Self::PhoneCall,
        Self::Internal,
    ];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::FollowUp => "follow_up",
            Self::Complaint => "complaint",
            Self::Feedback => "feedback",
            Self::Meeting => "meeting",
            Self::PhoneCall => "phone_call",
            Self::Internal => "internal",
        }
    }

    /// The category of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == name)
    }
}

/// A note on a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// Whom it is about.
    pub customer: CustomerId,
    /// What it is about.
    pub category: NoteCategory,
    /// The text: 1 to [`Note::LONGEST`] characters.
    pub text: String,
    /// Who wrote it; `None` when that user is gone, or a workflow did.
    pub author: Option<Author>,
    /// Raised by each change.
    pub version: i32,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

impl Note {
    /// The most characters of a note.
    pub const LONGEST: usize = 10_000;
}

/// Who wrote a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The user.
    pub id: UserId,
    /// The user's name, or login when there is none.
    pub name: String,
}

/// A note to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote {
    /// Whom it is about.
    pub customer: CustomerId,
    /// What it is about.
    pub category: NoteCategory,
    /// The text: 1 to [`Note::LONGEST`] characters.
    pub text: String,
    /// Who writes it.
    pub author: Option<UserId>,
}

/// A list of a customer's notes: which, in what order, which part. All that is given must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct NoteQuery {
    /// Of one of these; empty for all.
    pub category: Vec<NoteCategory>,
    /// Part of the text, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<NoteId>,
    /// Not these.
    pub exclude: Vec<NoteId>,
    /// Written within.
    pub created: Span,
    /// Changed within.
    pub modified: Span,
    /// What to sort by.
    pub order: NoteOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// What notes are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteOrder {
    /// When they were written.
    Created,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
}

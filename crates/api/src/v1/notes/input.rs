//! What a body can say about a note.

use growffinity_customers::notes::{Note, NoteCategory, NoteChange};

use crate::{
    rest::params::{Choice, FromParams, Name, Reader},
    v1::shared::names_id,
};

/// How categories are read.
pub(super) const CATEGORIES: Choice<NoteCategory> = Choice { all: &NoteCategory::ALL, name: NoteCategory::as_str };

/// The body of a create.
pub struct NoteBody {
    /// The category.
    pub category: NoteCategory,
    /// The text.
    pub text: String,
    /// Whether it names an id.
    pub names_id: bool,
}

impl FromParams for NoteBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let category = reader.field("category", CATEGORIES).about("What it is about.").or(NoteCategory::General);
        let text = reader.field("note", Name(Note::LONGEST)).about("The text.").required();
        Some(Self { category, text: text?, names_id: names_id(reader) })
    }
}

/// The body of an update.
pub struct NotePatch(pub NoteChange);

impl FromParams for NotePatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let category = reader.field("category", CATEGORIES).about("What it is about.").optional();
        let text = reader.field("note", Name(Note::LONGEST)).about("The text.").optional();
        Some(Self(NoteChange { category, text }))
    }
}

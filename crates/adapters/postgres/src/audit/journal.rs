//! What a port call changes, noted down while it runs.
//!
//! A port call works on one blocking thread, so its journal is that thread's. What is noted inside a savepoint goes with it
//! when it is rolled back. Statements tell of themselves as well, so that a change that nobody notes shows.

use std::{cell::RefCell, fmt, fmt::Write as _};

use diesel::connection::{Instrumentation, InstrumentationEvent};
use growffinity_kernel::DomainEvent;
use serde_json::{Value, json};

thread_local! {
    static JOURNAL: RefCell<Option<Journal>> = const { RefCell::new(None) };
}

/// One change: what was done to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    pub(super) action: String,
    pub(super) object: &'static str,
    pub(super) id: i64,
    pub(super) changed: Vec<String>,
}

impl Note {
    /// `action` was done to the `object` with this id.
    pub(crate) fn new(action: &str, object: &'static str, id: i64) -> Self {
        Self { action: action.to_owned(), object, id, changed: Vec::new() }
    }

    /// The same, naming the members that changed.
    pub(crate) fn changed(mut self, members: impl IntoIterator<Item = &'static str>) -> Self {
        self.changed.extend(members.into_iter().map(str::to_owned));
        self
    }

    /// What an event tells; `None` for one that follows from what others did.
    fn of(event: &DomainEvent) -> Option<Self> {
        let (_, what) = event.kind.as_str().split_once('.')?;
        let verb = match what {
            "created" => "create",
            "updated" => "update",
            "deleted" => "delete",
            "unsubscribed" => "unsubscribe",
            _ => return None,
        };
        let object = event.object.as_str();
        let changed = event.data.get("changed").and_then(Value::as_array).into_iter().flatten();
        let changed = changed.filter_map(|member| member.as_str().map(str::to_owned)).collect();
        Some(Self { action: format!("{object}.{verb}"), object, id: event.object_id, changed })
    }

    pub(super) fn to_json(&self) -> Value {
        json!({"action": self.action, "object_type": self.object, "object_id": self.id, "changed": self.changed})
    }
}

/// What was noted, savepoint by savepoint.
#[derive(Default)]
struct Journal {
    levels: Vec<Level>,
}

#[derive(Default)]
struct Level {
    notes: Vec<Note>,
    wrote: bool,
}

/// What is left of a journal at the end.
pub(super) struct Told {
    pub(super) notes: Vec<Note>,
    /// Whether a statement ran that may have changed something.
    pub(super) wrote: bool,
}

/// Notes a change of the port call that runs now. Without effect where no journal is kept.
pub(crate) fn note(note: Note) {
    with(|level| {
        let same = |known: &&mut Note| (&known.action, known.object, known.id) == (&note.action, note.object, note.id);
        match level.notes.iter_mut().find(same) {
            Some(known) => {
                let more = note.changed.into_iter().filter(|member| !known.changed.contains(member));
                let more: Vec<String> = more.collect();
                known.changed.extend(more);
            }
            None => level.notes.push(note),
        }
    });
}

/// Notes what `events` tell.
pub(crate) fn note_events(events: &[DomainEvent]) {
    for event in events {
        if let Some(told) = Note::of(event) {
            note(told);
        }
    }
}

fn with(change: impl FnOnce(&mut Level)) {
    JOURNAL.with_borrow_mut(|journal| {
        if let Some(level) = journal.as_mut().and_then(|journal| journal.levels.last_mut()) {
            change(level);
        }
    });
}

/// Keeps a journal while `work` runs, and answers what it told.
pub(super) fn kept<T>(work: impl FnOnce() -> T) -> (T, Told) {
    struct Closed;
    impl Drop for Closed {
        fn drop(&mut self) {
            JOURNAL.set(None);
        }
    }
    JOURNAL.set(Some(Journal { levels: vec![Level::default()] }));
    let closed = Closed;
    let value = work();
    let journal = JOURNAL.take().unwrap_or_default();
    drop(closed);
    let levels = journal.levels.into_iter();
    let told = levels.fold(Told { notes: Vec::new(), wrote: false }, |mut told, level| {
        told.notes.extend(level.notes);
        told.wrote |= level.wrote;
        told
    });
    (value, told)
}

/// Tells the journal of savepoints and statements.
pub(crate) struct Reporter;

impl Instrumentation for Reporter {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        JOURNAL.with_borrow_mut(|journal| {
            let Some(Journal { levels }) = journal.as_mut() else { return };
            match event {
                InstrumentationEvent::BeginTransaction { .. } => levels.push(Level::default()),
                InstrumentationEvent::CommitTransaction { .. } if levels.len() > 1 => {
                    let inner = levels.pop().unwrap_or_default();
                    if let Some(outer) = levels.last_mut() {
                        outer.notes.extend(inner.notes);
                        outer.wrote |= inner.wrote;
                    }
                }
                InstrumentationEvent::RollbackTransaction { .. } if levels.len() > 1 => {
                    levels.pop();
                }
                InstrumentationEvent::FinishQuery { query, error: None, .. } => {
                    if let Some(level) = levels.last_mut().filter(|level| !level.wrote) {
                        level.wrote = writes(query);
                    }
                }
                _ => {}
            }
        });
    }
}

/// Whether a statement may change something, by its first word.
fn writes(query: &dyn fmt::Display) -> bool {
    let mut head = Head::default();
    // The rest of the text is not asked for: the error says that there is enough.
    let _ = write!(head, "{query}");
    let word = head.text.trim_start();
    ["INSERT", "UPDATE", "DELETE", "WITH", "MERGE"]
        .iter()
        .any(|first| word.get(..first.len()).is_some_and(|start| start.eq_ignore_ascii_case(first)))
}

/// The beginning of a text.
#[derive(Default)]
struct Head {
    text: String,
}

impl fmt::Write for Head {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.extend(text.chars().take(16));
        if self.text.trim_start().len() >= 8 { Err(fmt::Error) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Note, kept, note, writes};

    #[test]
    fn what_changes_something_is_told_by_its_first_word() {
        for sql in
            ["INSERT INTO a", "update a", "\n  WITH b AS (DELETE FROM a) SELECT", "DELETE FROM a", "MERGE INTO a"]
        {
            assert!(writes(&sql), "{sql}");
        }
        for sql in ["SELECT 1 FOR UPDATE", "SAVEPOINT diesel_savepoint_1", "RELEASE SAVEPOINT a", "BEGIN", "COMMIT", ""]
        {
            assert!(!writes(&sql), "{sql}");
        }
    }

    #[test]
    fn two_notes_of_the_same_become_one() {
        let ((), told) = kept(|| {
            note(Note::new("user.update", "user", 1).changed(["email"]));
            note(Note::new("user.update", "user", 1).changed(["email", "role"]));
            note(Note::new("user.update", "user", 2));
        });
        assert_eq!(told.notes.len(), 2);
        assert_eq!(told.notes[0].changed, ["email", "role"]);
        note(Note::new("user.update", "user", 3));
        assert!(kept(|| ()).1.notes.is_empty(), "outside nothing is kept");
    }
}

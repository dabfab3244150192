//! Personal data as a whole: the service and the port behind erasing, merging and handing out all there is of a person.

use std::{
    io::{self, Read, Write},
    sync::Arc,
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{Clock, CustomerId, StoreError};

use crate::{Customer, MergePlan, ports::CustomerStore};

/// All that is kept of customers: erase it, merge it, hand it out.
#[derive(Clone)]
pub struct PersonalData {
    pub(crate) store: Arc<dyn PersonalDataStore>,
    pub(crate) customers: Arc<dyn CustomerStore>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// Reaches everything that is kept of a customer, wherever it lies. One call is one transaction.
#[async_trait]
pub trait PersonalDataStore: Send + Sync {
    /// Erases the customer, with `expected` only over that version.
    ///
    /// An implementer MUST leave nothing personal of them, or of those merged into them, in anything it keeps; MUST keep
    /// their orders without it; MUST see to it that no message on its way to them is begun any more, and that none is
    /// sent to their addresses later; MUST append `customer.deleted` and no other event.
    ///
    /// # Errors
    /// When the store fails; nothing is erased then.
    async fn erase(
        &self,
        id: CustomerId,
        expected: Option<i32>,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<Erasing, StoreError>;

    /// Does what `plan` says, unless one of the two customers was changed since or is gone.
    ///
    /// An implementer MUST move everything of the one to the other, MUST leave the stats of the one that stays as a recount
    /// gives them, MUST remember whose the id that goes is from now on, and MUST append the plan's events.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    async fn merge(&self, plan: &MergePlan) -> Result<Merging, StoreError>;

    /// The customer that the one with this id was merged into; the one at the end when that was merged on.
    ///
    /// # Errors
    /// When the store fails.
    async fn successor(&self, id: CustomerId) -> Result<Option<CustomerId>, StoreError>;

    /// Everything that is kept of the customer, as it was at one moment, written by a [`RecordWriter`]; `None` when there
    /// is no such customer.
    ///
    /// An implementer MUST NOT hold more than a few megabytes in memory, however much there is, and MUST NOT keep what
    /// others wait for while it is read: whoever reads it may be slow.
    ///
    /// # Errors
    /// When the store fails.
    async fn collect(&self, id: CustomerId) -> Result<Option<Records>, StoreError>;
}

/// What came of erasing.
#[derive(Debug, Clone, PartialEq)]
pub enum Erasing {
    /// Done; the customer was this.
    Done(Box<Customer>),
    /// There is no such customer.
    Unknown,
    /// The customer is at this version.
    Stale(i32),
}

/// What came of merging.
#[derive(Debug, Clone, PartialEq)]
pub enum Merging {
    /// Done; the customer is this.
    Done(Box<Customer>),
    /// One of the two has changed since the plan was made, or is gone.
    Stale,
}

/// All that is kept of a customer, as text: the members of a JSON object, each a list of records of one kind.
pub type Records = Box<dyn Read + Send>;

/// Writes records of several kinds, kind by kind, as members of a JSON object, without its braces.
#[derive(Debug)]
pub struct RecordWriter<W> {
    out: W,
    kinds: usize,
    records: usize,
}

impl<W: Write> RecordWriter<W> {
    /// A writer to `out`.
    pub const fn new(out: W) -> Self {
        Self { out, kinds: 0, records: 0 }
    }

    /// The records that follow are of this kind: `orders`, `notes`.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn kind(&mut self, name: &str) -> io::Result<()> {
        self.out.write_all(if self.kinds == 0 { b"\"" } else { b"],\"" })?;
        self.out.write_all(name.as_bytes())?;
        self.out.write_all(b"\":[")?;
        self.kinds += 1;
        self.records = 0;
        Ok(())
    }

    /// One record, a JSON object.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn record(&mut self, json: &str) -> io::Result<()> {
        if self.records > 0 {
            self.out.write_all(b",")?;
        }
        self.records += 1;
        self.out.write_all(json.as_bytes())
    }

    /// Ends the last kind, and gives back what was written to.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn finish(mut self) -> io::Result<W> {
        if self.kinds > 0 {
            self.out.write_all(b"]")?;
        }
        Ok(self.out)
    }
}

impl PersonalData {
    /// The service over these ports.
    pub fn new(store: Arc<dyn PersonalDataStore>, customers: Arc<dyn CustomerStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, customers, clock }
    }

    /// Whose the id of a customer is who was merged; `None` for every other id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn successor(&self, id: CustomerId) -> Result<Option<CustomerId>, StoreError> {
        self.store.successor(id).await
    }

    /// Everything that is kept of a customer; `None` when there is no such customer.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn collect(&self, id: CustomerId) -> Result<Option<Records>, StoreError> {
        self.store.collect(id).await
    }
}

#[cfg(test)]
mod tests {
    use super::RecordWriter;

    #[test]
    fn records_are_members_of_an_object() {
        let mut writer = RecordWriter::new(Vec::new());
        for (kind, records) in [("orders", &["{\"id\":1}", "{\"id\":2}"][..]), ("notes", &[]), ("tags", &["{}"])] {
            writer.kind(kind).unwrap();
            for record in records {
                writer.record(record).unwrap();
            }
        }
        let text = String::from_utf8(writer.finish().unwrap()).unwrap();
        assert_eq!(text, r#""orders":[{"id":1},{"id":2}],"notes":[],"tags":[{}]"#);
        assert_eq!(RecordWriter::new(Vec::new()).finish().unwrap(), b"");
    }
}

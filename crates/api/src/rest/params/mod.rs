//! Parameters of a request: read once, every fault collected, and described by the same code that reads them.

mod at;
mod faults;
mod field;
mod kinds;
mod lists;
mod reader;
mod times;
mod words;

pub use at::At;
pub use faults::{Fault, Faults};
pub use field::{Field, Patch};
pub use kinds::{
    Bool, CurrencyCode, Email, Id, Int, Json, JsonMap, Kind, MoneyText, Name, Number, Text, Zone, id, whole_number,
};
pub use lists::List;
pub use reader::{ArgSpec, Place, Reader, object_schema};
pub use times::{Day, Instant, parse_instant};
pub use words::{Choice, Word};

/// What a handler reads from a request's parameters.
pub trait FromParams: Sized {
    /// Reads it. Every parameter is asked for before the first `?`, so that all faults are found and all are described.
    fn read(reader: &mut Reader<'_>) -> Option<Self>;
}

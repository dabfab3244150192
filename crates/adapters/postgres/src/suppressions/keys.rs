//! The keys that addresses are hashed with: without them, what is kept of a suppressed address tells nobody which it is.

use std::fmt;

use diesel::sql_types::{Array, Bytea, Int4};

use crate::statement::Statement;

/// SHA-256 takes its input in blocks of this many bytes, which is what HMAC's pads fill.
const BLOCK: usize = 64;

/// Keys of HMAC-SHA256 by their ids. The first hashes what is new, all of them find what is there.
#[derive(Clone)]
pub struct AddressKeys {
    ids: Vec<i32>,
    inner: Vec<Vec<u8>>,
    outer: Vec<Vec<u8>>,
}

impl AddressKeys {
    /// What `unnest` of the three bound values gives: one row a key, the first first.
    pub(crate) const UNNEST: &'static str =
        "unnest($?::int[], $?::bytea[], $?::bytea[]) WITH ORDINALITY AS k (id, inner_pad, outer_pad, place)";

    /// These keys, the one for new hashes first. `None` when there is none, or two have the same id.
    pub fn new(keys: &[(i32, [u8; 32])]) -> Option<Self> {
        let twice = |(index, (id, _)): (usize, &(i32, _))| keys.iter().take(index).any(|(other, _)| other == id);
        if keys.is_empty() || keys.iter().enumerate().any(twice) {
            return None;
        }
        let padded = |key: &[u8; 32], pad: u8| {
            let mut block: Vec<u8> = key.iter().map(|byte| byte ^ pad).collect();
            block.resize(BLOCK, pad);
            block
        };
        Some(Self {
            ids: keys.iter().map(|(id, _)| *id).collect(),
            inner: keys.iter().map(|(_, key)| padded(key, 0x36)).collect(),
            outer: keys.iter().map(|(_, key)| padded(key, 0x5c)).collect(),
        })
    }

    /// Binds the three values of [`Self::UNNEST`].
    pub(crate) fn bind(&self, sql: Statement) -> Statement {
        sql.bind::<Array<Int4>, _>(self.ids.clone())
            .bind::<Array<Bytea>, _>(self.inner.clone())
            .bind::<Array<Bytea>, _>(self.outer.clone())
    }
}

impl fmt::Debug for AddressKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddressKeys").field("ids", &self.ids).finish_non_exhaustive()
    }
}

//! `_links`: where an item stands and what belongs to it.

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};
use utoipa::ToSchema;

/// The links of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    item: String,
    collection: String,
    related: Vec<(&'static str, String)>,
}

impl Links {
    /// Links to the item and to the list it is in.
    pub const fn new(item: String, collection: String) -> Self {
        Self { item, collection, related: Vec::new() }
    }

    /// The same with one more item or list that can be embedded.
    #[must_use]
    pub fn related(mut self, rel: &'static str, href: String) -> Self {
        self.related.push((rel, href));
        self
    }
}

struct Href<'a> {
    href: &'a str,
    embeddable: bool,
}

impl Serialize for Href<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if self.embeddable {
            map.serialize_entry("embeddable", &true)?;
        }
        map.serialize_entry("href", self.href)?;
        map.end()
    }
}

struct Hrefs<'a>(&'a [(&'static str, String)], &'static str);

impl Serialize for Hrefs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for (_, href) in self.0.iter().filter(|(rel, _)| *rel == self.1) {
            list.serialize_element(&Href { href, embeddable: true })?;
        }
        list.end()
    }
}

impl Serialize for Links {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("self", &[Href { href: &self.item, embeddable: false }])?;
        map.serialize_entry("collection", &[Href { href: &self.collection, embeddable: false }])?;
        for (index, (rel, _)) in self.related.iter().enumerate() {
            if self.related.iter().take(index).all(|(earlier, _)| earlier != rel) {
                map.serialize_entry(rel, &Hrefs(&self.related, rel))?;
            }
        }
        map.end()
    }
}

/// Another item, by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"id": 1, "name": "Main shop"}))]
pub struct Ref {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
}

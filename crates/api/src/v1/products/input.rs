//! What a body can say about a product.

use growffinity_customers::ProductDraft;
use growffinity_kernel::ProductId;

use crate::{
    rest::params::{FromParams, List, MoneyText, Name, Reader, Text, id},
    v1::shared::{names_id, text},
};

/// A product of a batch's `update`, with its id.
pub(super) fn read_update(reader: &mut Reader<'_>) -> Option<ProductDraft> {
    let id = reader.field("id", id::<ProductId>()).required();
    let body = ProductBody::read(reader)?;
    Some(ProductDraft { id: Some(id?), ..body.draft })
}

/// The body of a create or an update.
pub struct ProductBody {
    /// The product.
    pub draft: ProductDraft,
    /// Whether it names an id.
    pub names_id: bool,
}

impl FromParams for ProductBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let categories = List::of_texts(Text(200), 100);
        let draft = ProductDraft {
            id: None,
            expected: None,
            store: reader.field("store", id()).about("The default store when absent.").optional(),
            external_id: reader
                .field("external_id", Name(200))
                .about("The shop's id; a new product needs it.")
                .optional(),
            sku: text(reader, "sku", 200),
            name: text(reader, "name", 500),
            categories: reader.field("categories", categories).about("The main one first.").optional(),
            price: reader.field("price", MoneyText).about("In the store's currency.").patch().nested(),
            modified_at: reader.date_pair("date_modified", "date_modified_gmt").nested().flatten(),
        };
        Some(Self { draft, names_id: names_id(reader) })
    }
}

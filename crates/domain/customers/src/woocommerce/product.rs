//! A shop's products.

use growffinity_kernel::StoreId;
use serde_json::Value;

use super::item::{Item, ShopFault};
use crate::ProductDraft;

/// Reads a product of `store`.
///
/// # Errors
/// The first member that can't be read.
pub fn read_product(value: &Value, store: StoreId) -> Result<ProductDraft, ShopFault> {
    let item = Item::whole(value)?;
    let categories = item.list("categories").filter_map(|category| category.text("name"));
    Ok(ProductDraft {
        store: Some(store),
        external_id: Some(item.own_id()?),
        sku: item.text("sku"),
        name: item.text("name"),
        categories: Some(categories.filter(|name| !name.is_empty()).collect()),
        price: Some(item.money("price")?),
        modified_at: item.instant("date_modified")?,
        ..ProductDraft::default()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_product_has_categories_and_a_price() {
        let store = StoreId::new(3).unwrap();
        let product = read_product(
            &json!({
                "id": 93, "name": "Mug", "sku": "M-1", "price": "3.00", "regular_price": "4.00",
                "date_modified_gmt": "2026-01-02T03:04:05",
                "categories": [{"id": 9, "name": "Kitchen", "slug": "kitchen"}, {"id": 10, "name": ""}],
            }),
            store,
        )
        .unwrap();
        assert_eq!(product.categories.unwrap(), ["Kitchen"]);
        assert_eq!((product.external_id.as_deref(), product.price), (Some("93"), Some("3".parse().ok())));
        let unpriced = read_product(&json!({"id": 93, "price": ""}), store).unwrap();
        assert_eq!((unpriced.price, unpriced.name), (Some(None), None));
        let wrong = read_product(&json!({"id": 93, "price": "cheap"}), store).unwrap_err();
        assert_eq!(wrong.to_string(), "price: is not an amount");
    }
}

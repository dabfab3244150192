//! Shops' data coming in, wired: PostgreSQL and the outbound client under the service.

use std::sync::Arc;

use growffinity_customers::{Orders, Products, Stores, sync::ShopSync};
use growffinity_outbound::{OutboundClient, WooCommerceApi};
use growffinity_postgres::{Database, PgShops};

use crate::{config::Config, wiring::Outside};

/// The service over `database` and the shops that `config` lets it reach.
pub(crate) fn wire(
    config: &Config,
    database: Database,
    stores: &Stores,
    (orders, products): (&Orders, &Products),
    outside: &Outside,
) -> anyhow::Result<ShopSync> {
    let client = OutboundClient::new(config.outbound.settings())?;
    let patience = config.outbound.patience();
    let api = WooCommerceApi::new(client, patience, outside.clock.clone(), outside.random.clone());
    Ok(ShopSync::new(
        (Arc::new(api), Arc::new(PgShops::new(database))),
        Arc::new(stores.clone()),
        (Arc::new(orders.clone()), Arc::new(products.clone())),
        (outside.clock.clone(), outside.random.clone()),
        config.site.default_consent,
    ))
}

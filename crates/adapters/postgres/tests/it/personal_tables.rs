//! The registry of personal data against the database: nothing that could say something of a person is left out.

use std::collections::BTreeSet;

use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query, sql_types::Text};
use growffinity_postgres::{Erase, Merge, PERSONAL_TABLES};
use growffinity_testkit::TestDb;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    column: String,
}

fn columns(sql: &str) -> BTreeSet<(String, String)> {
    let db = TestDb::create();
    let mut connection = PgConnection::establish(db.url()).unwrap();
    let rows: Vec<Column> = sql_query(sql).load(&mut connection).unwrap();
    rows.into_iter().map(|row| (row.table, row.column)).collect()
}

/// Columns of all tables but partitions of others, and not what diesel keeps.
const ALL: &str = "SELECT c.relname::text AS table, a.attname::text AS column \
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
    JOIN pg_type t ON t.oid = a.atttypid \
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition \
      AND c.relname <> '__diesel_schema_migrations'";

#[test]
fn every_column_that_can_hold_words_is_entered_once() {
    let held = columns(&format!(
        "{ALL} AND t.typname NOT IN ('int2', 'int4', 'int8', '_int8', 'bool', 'numeric', 'float8', 'timestamptz', 'uuid', \
           'interval')"
    ));
    let mut entered = BTreeSet::new();
    for table in PERSONAL_TABLES {
        for column in table.personal.iter().chain(table.other) {
            let new = entered.insert((table.name.to_owned(), (*column).to_owned()));
            assert!(new, "{}.{column} is entered twice", table.name);
        }
    }
    let missing: Vec<_> = held.difference(&entered).collect();
    let words = "say in registry.rs whether these can say something of a customer, and who erases it";
    assert!(missing.is_empty(), "{words}: {missing:?}");
    let gone: Vec<_> = entered.difference(&held).collect();
    assert!(gone.is_empty(), "entered, and not there: {gone:?}");
}

#[test]
fn every_table_is_entered_and_whatever_is_personal_has_its_eraser() {
    let tables: BTreeSet<String> = columns(ALL).into_iter().map(|(table, _)| table).collect();
    let entered: BTreeSet<String> = PERSONAL_TABLES.iter().map(|table| table.name.to_owned()).collect();
    assert_eq!(tables, entered);
    assert_eq!(entered.len(), PERSONAL_TABLES.len(), "each once");
    for table in PERSONAL_TABLES.iter().filter(|table| !table.personal.is_empty()) {
        assert!(!matches!(table.erase, Erase::Nothing), "{}", table.name);
    }
}

#[test]
fn what_names_a_customer_moves_with_a_merge_and_goes_with_an_erasure() {
    let referring = columns(
        "SELECT conrelid::regclass::text AS table, confdeltype::text AS column FROM pg_constraint \
         WHERE contype = 'f' AND confrelid = 'customers'::regclass AND conparentid = 0",
    );
    let named =
        columns(&format!("{ALL} AND a.attname IN ('customer_id', 'customers') AND c.relname <> 'company_totals'"));
    for table in PERSONAL_TABLES {
        let refers: Vec<_> = referring.iter().filter(|(name, _)| name == table.name).collect();
        let is_named = named.iter().any(|(name, _)| name == table.name);
        if !refers.is_empty() || is_named {
            assert!(!matches!(table.erase, Erase::Nothing), "{} names customers", table.name);
        }
        if refers.iter().any(|(_, on_delete)| on_delete == "c") {
            assert!(!matches!(table.merge, Merge::Nothing), "{} would go with the merged customer", table.name);
        }
        if matches!(table.erase, Erase::WithCustomer) {
            let goes = refers.iter().any(|(_, on_delete)| on_delete == "c" || on_delete == "n");
            assert!(goes, "{} does not go with the customer's row", table.name);
        }
    }
}

//! The servers that tests use, as `cargo xtask test` names them.

/// The PostgreSQL server for tests: a connection with the right to make databases.
///
/// # Panics
/// When `cargo xtask test` has not named one.
pub fn test_database_url() -> String {
    named("GROWFFINITY_TEST_DATABASE_URL")
}

/// The Redis server for tests.
///
/// # Panics
/// When `cargo xtask test` has not named one.
pub fn test_redis_url() -> String {
    named("GROWFFINITY_TEST_REDIS_URL")
}

#[expect(clippy::disallowed_methods, reason = "the one place where the tests' servers come in")]
fn named(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set: run cargo xtask test"))
}

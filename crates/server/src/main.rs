//! The binary `growffinity`.

/// Requests make many small pieces on one thread that are freed on another, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    growffinity_server::cli::run()
}

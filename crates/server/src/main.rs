//! The binary `growffinity`.

fn main() -> std::process::ExitCode {
    growffinity_server::cli::run()
}

//! The `vankho` command.

fn main() -> std::process::ExitCode {
    vankho::cli::run(std::env::args_os()).into()
}

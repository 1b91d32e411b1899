//! The program `accolade`.

fn main() -> std::process::ExitCode {
    accolade::cli::run()
}

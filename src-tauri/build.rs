//! Generates the Tauri context; the capabilities live beside the shell's sources.
fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    // The page is part of the program; without this line an old one would stay in it.
    println!("cargo:rerun-if-changed=ui/dist");
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*.json");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}

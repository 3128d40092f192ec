//! `ui/src/bindings.ts` says to TypeScript what the commands say to Rust; this keeps the two equal.

use specta::Types;
use specta::datatype::{DataType, Fields, NamedDataType, Primitive};
use specta_typescript::Typescript;
use specta_util::Remapper;
use std::path::Path;
use tauri_specta::{BuilderConfiguration, LanguageExt};

const HEADER: &str = "\
// Generated from the command table of lead-app:
//   LEADSHEET_WRITE_BINDINGS=1 cargo test -p leadsheet-desktop
// A test compares it with the code, so it is never edited by hand.
";

/// TypeScript for what passes here in particular: no number is NaN, and both sides always say
/// every field.
struct Strict(Typescript);

impl LanguageExt for Strict {
    type Error = specta_typescript::Error;

    fn export(self, configuration: &BuilderConfiguration, path: &Path) -> Result<(), Self::Error> {
        let mut configuration = configuration.clone();
        configuration.types = every_field_said(plain_numbers(configuration.types));
        self.0.export(&configuration, path)
    }
}

/// `f64` would become `number | null`, as JSON writes NaN as null. Ours are counts, money and scores.
fn plain_numbers(types: Types) -> Types {
    Remapper::new()
        .rule(DataType::Primitive(Primitive::f64), DataType::Primitive(Primitive::u32))
        .remap_types(types)
}

/// A serde default would make fields optional. It is there for older files, not for the window.
fn every_field_said(types: Types) -> Types {
    types.map(|mut named: NamedDataType| {
        if let Some(DataType::Struct(of)) = &mut named.ty {
            of.attributes.remove("serde:container:default");
            if let Fields::Named(fields) = &mut of.fields {
                for (_, field) in &mut fields.fields {
                    field.attributes.remove("serde:field:default");
                }
            }
        }
        named
    })
}

#[test]
fn the_bindings_of_the_window_are_those_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/bindings.ts");
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("bindings.ts");
    crate::builder().export(Strict(Typescript::default().header(HEADER)), &fresh).unwrap();
    let fresh = std::fs::read_to_string(fresh).unwrap();
    if std::env::var_os("LEADSHEET_WRITE_BINDINGS").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == fresh,
        "ui/src/bindings.ts is not what the code says. Write it anew:\n\
         LEADSHEET_WRITE_BINDINGS=1 cargo test -p leadsheet-desktop"
    );
}

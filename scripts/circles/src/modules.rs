//! The modules of a crate: where each is written, what it declares, and which names it imports.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use syn::{Attribute, Expr, Item, ItemUse, Lit, Meta, UseTree, Visibility};

/// A module's place in [`Crate::modules`].
pub(crate) type ModuleId = usize;

/// Why a crate's sources could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A file cannot be opened.
    #[error("{path} cannot be read: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not Rust.
    #[error("{path} cannot be parsed: {source}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: syn::Error,
    },
    /// A module is declared for which there is no file.
    #[error("{declared_in} declares the module {name}, and neither {name}.rs nor {name}/mod.rs is there")]
    NoFile {
        /// The file with the declaration.
        declared_in: PathBuf,
        /// The module.
        name: String,
    },
}

/// A name that a module imports or passes on.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    pub(crate) path: Vec<String>,
    /// A `pub use`: others can reach the name through this module.
    pub(crate) passed_on: bool,
}

/// One module: a file of its own, or written inside another module's file.
pub(crate) struct Module {
    pub(crate) file: PathBuf,
    pub(crate) parent: Option<ModuleId>,
    pub(crate) children: BTreeMap<String, ModuleId>,
    pub(crate) declared: BTreeSet<String>,
    pub(crate) imports: BTreeMap<String, Import>,
    /// Modules all of whose names are imported.
    pub(crate) globs: Vec<Import>,
    pub(crate) items: Vec<Item>,
}

/// The modules of one crate.
pub struct Crate {
    pub(crate) modules: Vec<Module>,
    /// What each file's own documentation says, line by line.
    pub(crate) docs: BTreeMap<PathBuf, Vec<String>>,
    folder: PathBuf,
}

impl Crate {
    /// Reads all modules that can be reached from a crate's `lib.rs` or `main.rs`.
    pub fn read(root: &Path) -> Result<Self, ReadError> {
        let folder = root.parent().unwrap_or(Path::new("")).to_owned();
        let mut this = Self { modules: Vec::new(), docs: BTreeMap::new(), folder: folder.clone() };
        this.read_file(root, &folder, None)?;
        Ok(this)
    }

    /// A file's name as people say it: from the folder of the crate's sources.
    pub(crate) fn name_of(&self, file: &Path) -> String {
        file.strip_prefix(&self.folder).unwrap_or(file).display().to_string()
    }

    /// Reads a file and all modules below it, which lie in `folder`.
    fn read_file(
        &mut self,
        file: &Path,
        folder: &Path,
        parent: Option<ModuleId>,
    ) -> Result<ModuleId, ReadError> {
        let text = std::fs::read_to_string(file)
            .map_err(|source| ReadError::File { path: file.to_owned(), source })?;
        let parsed =
            syn::parse_file(&text).map_err(|source| ReadError::Syntax { path: file.to_owned(), source })?;
        self.docs.insert(file.to_owned(), parsed.attrs.iter().filter_map(doc_line).collect());
        self.add(file, folder, parent, parsed.items)
    }

    fn add(
        &mut self,
        file: &Path,
        folder: &Path,
        parent: Option<ModuleId>,
        items: Vec<Item>,
    ) -> Result<ModuleId, ReadError> {
        let here = self.modules.len();
        self.modules.push(Module {
            file: file.to_owned(),
            parent,
            children: BTreeMap::new(),
            declared: BTreeSet::new(),
            imports: BTreeMap::new(),
            globs: Vec::new(),
            items: Vec::new(),
        });
        for item in items {
            if attributes(&item).iter().any(is_for_tests) {
                continue;
            }
            if let Item::Use(import) = &item {
                self.modules[here].import(import);
            } else if let Item::Mod(module) = item {
                let name = module.ident.to_string();
                let below = folder.join(&name);
                let child = match module.content {
                    Some((_, items)) => self.add(file, &below, Some(here), items)?,
                    None => self.read_file(&file_of(file, folder, &name)?, &below, Some(here))?,
                };
                self.modules[here].children.insert(name, child);
                continue;
            } else {
                self.modules[here].declared.extend(declared_name(&item));
            }
            self.modules[here].items.push(item);
        }
        Ok(here)
    }
}

impl Module {
    fn import(&mut self, import: &ItemUse) {
        let passed_on = !matches!(import.vis, Visibility::Inherited);
        let mut leaves = Vec::new();
        flatten(&import.tree, &mut Vec::new(), &mut leaves);
        for (name, path) in leaves {
            let import = Import { path, passed_on };
            match name {
                Some(name) => drop(self.imports.insert(name, import)),
                None => self.globs.push(import),
            }
        }
    }
}

/// The names that a `use` brings, each with its whole path; a glob brings none and stands by its path.
pub(crate) fn flatten(
    tree: &UseTree,
    before: &mut Vec<String>,
    leaves: &mut Vec<(Option<String>, Vec<String>)>,
) {
    let with = |last: &str| {
        let mut path = before.clone();
        if last != "self" || path.is_empty() {
            path.push(last.to_owned());
        }
        path
    };
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, leaves);
            before.pop();
        }
        UseTree::Name(name) => {
            let path = with(&name.ident.to_string());
            leaves.push((path.last().cloned(), path));
        }
        UseTree::Rename(renamed) => {
            leaves.push((Some(renamed.rename.to_string()), with(&renamed.ident.to_string())));
        }
        UseTree::Glob(_) => leaves.push((None, before.clone())),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, before, leaves);
            }
        }
    }
}

fn file_of(declared_in: &Path, folder: &Path, name: &str) -> Result<PathBuf, ReadError> {
    [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")]
        .into_iter()
        .find(|path| path.is_file())
        .ok_or_else(|| ReadError::NoFile { declared_in: declared_in.to_owned(), name: name.to_owned() })
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        Expr::Lit(literal) if pair.path.is_ident("doc") => match &literal.lit {
            Lit::Str(text) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    }
}

/// Whether something is compiled for tests alone.
pub(crate) fn is_for_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn declared_name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

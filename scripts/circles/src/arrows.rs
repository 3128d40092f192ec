//! Which file uses which, and where that goes round in a circle.

use crate::modules::{Crate, Import, Module, ModuleId, is_for_tests};
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use syn::visit::{self, Visit};

/// How far a name is followed from one `pub use` to the next; longer chains would go round.
const MOST_HOPS: usize = 16;

/// Files that use each other in a circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle {
    /// Each arrow within the circle: who uses, who is used, and the names used.
    pub arrows: Vec<(String, String, Vec<String>)>,
}

impl std::fmt::Display for Circle {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (from, to, names) in &self.arrows {
            writeln!(out, "  {from} uses {} of {to}", names.join(", "))?;
        }
        Ok(())
    }
}

/// The circles of a crate that its files do not name as true recursion, in the order of their files.
#[must_use]
pub fn circles(krate: &Crate) -> Vec<Circle> {
    let arrows = arrows(krate);
    let graph: DiGraphMap<&Path, ()> = arrows.keys().map(|&(from, to)| (from, to, ())).collect();
    let mut circles: Vec<Circle> = tarjan_scc(&graph)
        .into_iter()
        .filter(|files| files.len() > 1 && !is_true_recursion(krate, files))
        .map(|files| Circle {
            arrows: arrows
                .iter()
                .filter(|((from, to), _)| files.contains(from) && files.contains(to))
                .map(|((from, to), names)| {
                    (krate.name_of(from), krate.name_of(to), names.iter().cloned().collect())
                })
                .collect(),
        })
        .collect();
    circles.sort_by(|a, b| a.arrows.cmp(&b.arrows));
    circles
}

/// Whether each of the files says in its documentation that it and another of them are recursive.
fn is_true_recursion(krate: &Crate, files: &[&Path]) -> bool {
    files.iter().all(|file| {
        let others: Vec<String> =
            files.iter().filter(|other| *other != file).map(|other| krate.name_of(other)).collect();
        krate.docs[*file].iter().any(|line| {
            line.strip_prefix("True recursion with")
                .is_some_and(|rest| others.iter().any(|other| rest.contains(&format!("`{other}`"))))
        })
    })
}

type Arrows<'a> = BTreeMap<(&'a Path, &'a Path), BTreeSet<String>>;

fn arrows(krate: &Crate) -> Arrows<'_> {
    let mut arrows = Arrows::new();
    for (id, module) in krate.modules.iter().enumerate() {
        for path in used_paths(module) {
            let Some(owner) = krate.owner(id, &path, 0) else { continue };
            let to = &*krate.modules[owner].file;
            if to != module.file {
                let name = path.iter().rev().find(|name| !is_keyword(name)).cloned().unwrap_or_default();
                arrows.entry((&*module.file, to)).or_default().insert(name);
            }
        }
    }
    arrows
}

fn is_keyword(name: &str) -> bool {
    ["crate", "self", "super"].contains(&name)
}

/// Every path that a module imports for itself or writes out.
fn used_paths(module: &Module) -> Vec<Vec<String>> {
    let imported = module.imports.values().chain(&module.globs);
    let mut paths: Vec<_> =
        imported.filter(|import| !import.passed_on).map(|import| import.path.clone()).collect();
    let mut seen = Paths { found: Vec::new() };
    for item in module.items.iter().filter(|item| !matches!(item, syn::Item::Use(_))) {
        seen.visit_item(item);
    }
    paths.extend(seen.found);
    paths
}

impl Crate {
    /// The module in which the thing at the end of a path is declared, as seen from `here`. `None` for
    /// what is another crate's, and for a path that ends at a module.
    fn owner(&self, here: ModuleId, path: &[String], hops: usize) -> Option<ModuleId> {
        if hops > MOST_HOPS {
            return None;
        }
        let (first, rest) = path.split_first()?;
        match &**first {
            "crate" => self.within(0, rest, hops),
            "self" => self.within(here, rest, hops),
            "super" => self.modules[here].parent.and_then(|parent| match rest.first().map(String::as_str) {
                Some("super") => self.owner(parent, rest, hops),
                _ => self.within(parent, rest, hops),
            }),
            _ => self.within(here, path, hops),
        }
    }

    fn within(&self, module: ModuleId, path: &[String], hops: usize) -> Option<ModuleId> {
        let (name, rest) = path.split_first()?;
        let here = &self.modules[module];
        if let Some(&child) = here.children.get(name) {
            return self.within(child, rest, hops);
        }
        if here.declared.contains(name) {
            return Some(module);
        }
        if let Some(import) = here.imports.get(name) {
            // A crate of the same name as the import (`use serde::Serialize as serde`) would go round.
            let whole = [&import.path, rest].concat();
            return (whole != path).then(|| self.owner(module, &whole, hops + 1)).flatten();
        }
        here.globs
            .iter()
            .find_map(|Import { path: from, .. }| self.owner(module, &[from, path].concat(), hops + 1))
    }
}

/// Gathers the paths written out in code, those within the tokens of a macro's call included.
struct Paths {
    found: Vec<Vec<String>>,
}

impl<'a> Visit<'a> for Paths {
    fn visit_path(&mut self, path: &'a syn::Path) {
        self.found.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_attribute(&mut self, _: &'a syn::Attribute) {}

    fn visit_item_use(&mut self, import: &'a syn::ItemUse) {
        let mut leaves = Vec::new();
        crate::modules::flatten(&import.tree, &mut Vec::new(), &mut leaves);
        self.found.extend(leaves.into_iter().map(|(_, path)| path));
    }

    fn visit_impl_item_fn(&mut self, function: &'a syn::ImplItemFn) {
        if !function.attrs.iter().any(is_for_tests) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        self.visit_path(&call.path);
        self.tokens(call.tokens.clone());
    }
}

impl Paths {
    /// `a::b::c` in the tokens of a macro's call, which are not Rust until the macro says so.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.end(&mut path);
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.end(&mut path);
                    self.tokens(group.stream());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => self.end(&mut path),
            }
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Vec<String>) {
        if !path.is_empty() {
            self.found.push(std::mem::take(path));
        }
    }
}

//! What makes Excel offer to repair a workbook, looked for in its parts without the code that added to them.

use crate::parts::{Parts, TYPES};
use crate::rules;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, HashSet};

/// An element as a tree; names without prefixes.
#[derive(Debug, Default)]
pub struct Node {
    pub name: String,
    attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    pub text: String,
}

impl Node {
    /// An attribute by its name, with or without a prefix.
    pub fn get(&self, name: &str) -> Option<&str> {
        let plain = |full: &str| full.rsplit(':').next() == Some(name);
        let found = self.attributes.iter().find(|(full, _)| full == name);
        found
            .or_else(|| self.attributes.iter().find(|(full, _)| plain(full)))
            .map(|(_, value)| value.as_str())
    }

    pub fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }

    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of a child, which may be missing.
    pub fn list(&self, name: &str) -> &[Self] {
        self.child(name).map_or(&[], |list| &list.children)
    }

    /// All text inside of text elements, the readings beside it left out.
    pub fn all_text(&self) -> String {
        let own = if self.name == "t" { self.text.as_str() } else { "" };
        let inner = self.children.iter().filter(|child| child.name != "rPh").map(Self::all_text);
        std::iter::once(own.to_owned()).chain(inner).collect()
    }
}

/// `_x000a_` is one character to Excel.
pub fn unguarded(text: &str) -> String {
    let Some((before, rest)) = text.split_once("_x") else { return text.to_owned() };
    let code = rest
        .get(..4)
        .filter(|_| rest[4..].starts_with('_'))
        .and_then(|hex| u32::from_str_radix(hex, 16).ok());
    match code.and_then(char::from_u32) {
        Some(letter) => format!("{before}{letter}{}", unguarded(&rest[5..])),
        None => format!("{before}_x{}", unguarded(rest)),
    }
}

/// A part as a tree, or why it is none.
pub fn tree(bytes: &[u8]) -> Result<Node, String> {
    let text = str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open = vec![Node::default()];
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Start(tag) => open.push(node(&tag)?),
            Event::Empty(tag) => {
                let node = node(&tag)?;
                open.last_mut().unwrap().children.push(node);
            }
            Event::End(_) => {
                let node = open.pop().unwrap();
                open.last_mut().ok_or("closed too often")?.children.push(node);
            }
            Event::Text(text) => open.last_mut().unwrap().text += text.as_ref(),
            Event::CData(text) => open.last_mut().unwrap().text += text.as_ref(),
            Event::GeneralRef(entity) => {
                let name = format!("&{};", entity.as_ref() as &str);
                open.last_mut().unwrap().text += &unescape(&name).map_err(|error| error.to_string())?;
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let mut root = open.pop().filter(|_| open.is_empty()).ok_or("not closed")?;
    if root.children.len() == 1 { Ok(root.children.remove(0)) } else { Err("not one root".to_owned()) }
}

fn node(tag: &BytesStart<'_>) -> Result<Node, String> {
    let mut node = Node { name: tag.local_name().as_ref().to_owned(), ..Node::default() };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        // A reader makes a space of a line break that stands in an attribute as itself.
        let value = attribute.value.replace(['\n', '\r', '\t'], " ");
        let value = unescape(&value).map_err(|error| error.to_string())?.into_owned();
        node.attributes.push((attribute.key.as_ref().to_owned(), value));
    }
    Ok(node)
}

/// A package that is being looked through.
pub struct Look<'p> {
    parts: BTreeMap<String, (&'p str, &'p [u8])>,
    pub found: Vec<String>,
}

impl Look<'_> {
    pub fn blame(&mut self, part: &str, what: impl std::fmt::Display) {
        self.found.push(format!("{part}: {what}"));
    }

    pub fn has(&self, part: &str) -> bool {
        self.parts.contains_key(&key(part))
    }

    /// A part as a tree; one that is none is blamed and missing.
    pub fn tree(&mut self, part: &str) -> Option<Node> {
        let (_, bytes) = self.parts.get(&key(part))?;
        tree(bytes).map_err(|why| self.blame(part, why)).ok()
    }

    /// Where a part's relations lead: by their ids, the kind and the part.
    pub fn relations(&mut self, part: &str) -> BTreeMap<String, (String, String)> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let list = format!("{folder}/_rels/{file}.rels");
        let mut relations = BTreeMap::new();
        for relation in self.tree(list.trim_start_matches('/')).unwrap_or_default().children {
            let value = |name| relation.get(name).unwrap_or_default().to_owned();
            if relation.get("TargetMode") == Some("External") {
                continue;
            }
            let target = resolved(folder, &value("Target"));
            if !self.has(&target) {
                self.blame(&list, format!("leads to {target}, which is missing"));
            }
            let kind = value("Type").rsplit('/').next().unwrap_or_default().to_owned();
            if relations.insert(value("Id"), (kind, target)).is_some() {
                self.blame(&list, "has an id twice");
            }
        }
        relations
    }
}

/// All that is wrong with a package, a line each.
pub fn findings(parts: &Parts) -> Vec<String> {
    let mut look = Look { parts: BTreeMap::new(), found: Vec::new() };
    for (name, bytes) in &parts.0 {
        if name.ends_with(['/', '\\']) {
            continue;
        }
        if look.parts.insert(key(name), (name.as_str(), bytes.as_slice())).is_some() {
            look.blame(name, "stands twice");
        }
    }
    types(&mut look);
    rules::workbook(&mut look);
    look.found
}

/// Every part has a type, and every type a part.
fn types(look: &mut Look<'_>) {
    let tree = look.tree(TYPES).unwrap_or_default();
    let of = |element: &str, name: &str| -> Vec<String> {
        let all = tree.children.iter().filter(|child| child.name == element);
        all.filter_map(|child| child.get(name)).map(str::to_lowercase).collect()
    };
    let (endings, listed) = (of("Default", "Extension"), of("Override", "PartName"));
    if listed.iter().collect::<HashSet<_>>().len() != listed.len() {
        look.blame(TYPES, "lists a part twice");
    }
    let listed: HashSet<String> = listed.iter().map(|name| key(name)).collect();
    for name in look.parts.keys().cloned().collect::<Vec<_>>() {
        let ending = name.rsplit('.').next().unwrap_or_default().to_owned();
        if name != "[content_types].xml" && !listed.contains(&name) && !endings.contains(&ending) {
            look.blame(&name, "has no type");
        }
    }
    for name in listed {
        if !look.has(&name) {
            look.blame(TYPES, format!("lists {name}, which is missing"));
        }
    }
}

/// A name as packages compare them: a space is the same as its writing in an address.
fn key(name: &str) -> String {
    name.replace('\\', "/").replace("%20", " ").trim_start_matches('/').to_lowercase()
}

fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let from = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in from.split('/').chain(target.split('/')).filter(|step| !matches!(*step, "" | ".")) {
        if step == ".." {
            steps.pop();
        } else {
            steps.push(step);
        }
    }
    steps.join("/")
}

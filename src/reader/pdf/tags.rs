//! The tag tree (ISO 32000-1, 14.7 and 14.8): read flat, with a stack of its own, cycles cut.

use std::collections::{HashMap, HashSet};

use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Number, Object, ObjectIdentifier};

use super::{Mcid, TagKid, TagNode, TagTree};
use crate::diagnostic::{Budget, Error, Warning, Warnings};

/// The most elements kept; a longer tree is cut with a warning.
const MAX_NODES: usize = 1_000_000;

/// How often a role may be mapped on.
const MAX_ROLE_STEPS: usize = 16;

/// The roles of ISO 32000-1, 14.8.4, and of ISO 32000-2: those need no mapping.
const STANDARD: [&str; 55] = [
    "Document",
    "DocumentFragment",
    "Part",
    "Art",
    "Sect",
    "Div",
    "BlockQuote",
    "Caption",
    "TOC",
    "TOCI",
    "Index",
    "NonStruct",
    "Private",
    "Aside",
    "Title",
    "FENote",
    "Sub",
    "Em",
    "Strong",
    "P",
    "H",
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "H6",
    "L",
    "LI",
    "Lbl",
    "LBody",
    "Table",
    "TR",
    "TH",
    "TD",
    "THead",
    "TBody",
    "TFoot",
    "Span",
    "Quote",
    "Note",
    "Reference",
    "BibEntry",
    "Code",
    "Link",
    "Annot",
    "Ruby",
    "RB",
    "RT",
    "RP",
    "Warichu",
    "Figure",
    "Formula",
    "Form",
    "Artifact",
];

/// An element that waits to be read.
struct Waiting<'a> {
    dict: Dict<'a>,
    /// Its parent and its place among the parent's kids; `None` at the top.
    parent: Option<(usize, usize)>,
    page: Option<u32>,
    depth: u32,
}

struct Walk<'a, 'b> {
    tree: TagTree,
    roles: HashMap<Vec<u8>, Vec<u8>>,
    classes: Dict<'a>,
    pages: &'b HashMap<ObjectIdentifier, u32>,
    seen: HashSet<ObjectIdentifier>,
    /// Depth of the kids that are being taken up.
    depth: u32,
}

/// Reads the tree below /StructTreeRoot; `pages` gives the 1-based number of each page object.
///
/// # Errors
/// The limits of `budget`.
pub(super) fn read<'a>(
    catalog: &Dict<'a>,
    pages: &HashMap<ObjectIdentifier, u32>,
    budget: &Budget,
    warnings: &mut Warnings,
) -> Result<Option<TagTree>, Error> {
    let Some(root) = catalog.get::<Dict<'a>>("StructTreeRoot") else {
        return Ok(None);
    };
    let mut walk = Walk {
        tree: TagTree::default(),
        roles: role_map(&root),
        classes: root.get::<Dict<'a>>("ClassMap").unwrap_or_default(),
        pages,
        seen: HashSet::new(),
        depth: 0,
    };
    let mut waiting = Vec::new();
    walk.kids(&root, None, None, &mut waiting);
    waiting.reverse();
    // Depth first, so that nodes stand in document order and parents before their children.
    let mut cut = false;
    while let Some(next) = waiting.pop() {
        budget.work(4)?;
        if walk.tree.nodes.len() >= MAX_NODES || next.depth >= budget.limits().depth {
            cut = true;
            continue;
        }
        walk.depth = next.depth + 1;
        let before = waiting.len();
        walk.element(next, &mut waiting);
        if let Some(added) = waiting.get_mut(before..) {
            added.reverse();
        }
    }
    let mut tree = walk.tree;
    if cut {
        let message = "the tag tree is too large or too deep; the rest of it is left out";
        warnings.push(Warning::new("tag_tree_cut", message));
        for node in &mut tree.nodes {
            node.kids.retain(|k| *k != TagKid::Node(OPEN));
        }
    }
    Ok((!tree.nodes.is_empty()).then_some(tree))
}

fn role_map(root: &Dict<'_>) -> HashMap<Vec<u8>, Vec<u8>> {
    let map = root.get::<Dict<'_>>("RoleMap").unwrap_or_default();
    let mut roles = HashMap::new();
    for (from, to) in map.entries().take(10_000) {
        if let MaybeRef::NotRef(Object::Name(to)) = to {
            roles.insert(from.to_vec(), to.to_vec());
        }
    }
    roles
}

impl<'a> Walk<'a, '_> {
    /// The standard role that a role is mapped to; the role itself when the map has none.
    fn role(&self, own: &[u8]) -> String {
        let mut role = own;
        for _ in 0..MAX_ROLE_STEPS {
            let standard = std::str::from_utf8(role).is_ok_and(|r| STANDARD.contains(&r));
            match self.roles.get(role) {
                Some(to) if !standard && to != role => role = to,
                _ => break,
            }
        }
        String::from_utf8_lossy(role).into_owned()
    }

    fn element(&mut self, next: Waiting<'a>, waiting: &mut Vec<Waiting<'a>>) {
        let Waiting {
            dict, parent, page, ..
        } = next;
        let role = dict.get::<Name<'_>>("S");
        let role = role.map(|r| self.role(&r)).unwrap_or_default();
        let page = dict
            .get_ref("Pg")
            .and_then(|r| self.pages.get(&r.into()).copied())
            .or(page);
        let (row_span, col_span) = self.spans(&dict);
        let index = self.tree.nodes.len();
        self.tree.nodes.push(TagNode {
            role,
            kids: Vec::new(),
            row_span,
            col_span,
        });
        match parent {
            None => self.tree.roots.push(index),
            Some((parent, place)) => {
                let kids = self.tree.nodes.get_mut(parent).map(|n| &mut n.kids);
                if let Some(slot) = kids.and_then(|k| k.get_mut(place)) {
                    *slot = TagKid::Node(index);
                }
            }
        }
        self.kids(&dict, Some(index), page, waiting);
    }

    /// Takes up the kids of an element: content at once, elements to wait for their turn.
    fn kids(
        &mut self,
        dict: &Dict<'a>,
        node: Option<usize>,
        page: Option<u32>,
        waiting: &mut Vec<Waiting<'a>>,
    ) {
        match dict.get_raw::<Object<'a>>("K") {
            Some(MaybeRef::NotRef(Object::Array(array))) => self.array(&array, node, page, waiting),
            Some(MaybeRef::Ref(id)) => match dict.get::<Object<'a>>("K") {
                Some(Object::Array(array)) => self.array(&array, node, page, waiting),
                Some(object) => self.kid(Some(id.into()), object, node, page, waiting),
                None => {}
            },
            Some(MaybeRef::NotRef(object)) => self.kid(None, object, node, page, waiting),
            None => {}
        }
    }

    fn array(
        &mut self,
        array: &Array<'a>,
        node: Option<usize>,
        page: Option<u32>,
        waiting: &mut Vec<Waiting<'a>>,
    ) {
        let ids: Vec<_> = array
            .raw_iter()
            .map(|item| item.as_obj_ref().map(Into::into))
            .collect();
        // Both iterators step over the same items; one keeps the reference, the other follows it.
        let mut items = array.flex_iter();
        for id in ids {
            match items.next::<Object<'a>>() {
                Some(object) => self.kid(id, object, node, page, waiting),
                None if id.is_some() => {}
                None => return,
            }
        }
    }

    fn kid(
        &mut self,
        id: Option<ObjectIdentifier>,
        object: Object<'a>,
        node: Option<usize>,
        page: Option<u32>,
        waiting: &mut Vec<Waiting<'a>>,
    ) {
        match object {
            Object::Number(n) => self.content(node, page, 0, n),
            Object::Dict(dict) => match dict.get::<Name<'_>>("Type").as_deref() {
                Some(b"MCR") => {
                    let own = dict
                        .get_ref("Pg")
                        .and_then(|r| self.pages.get(&r.into()).copied());
                    let stream = dict.get_ref("Stm").map_or(0, |r| r.obj_number);
                    if let Some(n) = dict.get::<Number>("MCID") {
                        self.content(node, own.or(page), stream, n);
                    }
                }
                // An annotation or an image as a whole: it holds no marked content.
                Some(b"OBJR") => {}
                _ => {
                    // An element that was seen before would make a cycle or count twice.
                    if id.is_some_and(|id| !self.seen.insert(id)) {
                        return;
                    }
                    let kids = node.and_then(|n| self.tree.nodes.get_mut(n)).map(|n| &mut n.kids);
                    let parent = kids.zip(node).map(|(kids, node)| {
                        kids.push(TagKid::Node(OPEN));
                        (node, kids.len() - 1)
                    });
                    waiting.push(Waiting {
                        dict,
                        parent,
                        page,
                        depth: self.depth,
                    });
                }
            },
            _ => {}
        }
    }

    fn content(&mut self, node: Option<usize>, page: Option<u32>, stream: u32, id: Number) {
        let node = node.and_then(|n| self.tree.nodes.get_mut(n));
        if let (Some(node), Some(page), Ok(id)) = (node, page, u32::try_from(id.as_i64())) {
            let mcid = Mcid { stream, id };
            node.kids.push(TagKid::Content { page, mcid });
        }
    }

    /// /RowSpan and /ColSpan of the element's attributes, its classes among them (14.7.5).
    fn spans(&self, dict: &Dict<'a>) -> (u32, u32) {
        let mut spans = (1, 1);
        let mut take = |attributes: &Dict<'_>| {
            let span = |key: &str| {
                attributes
                    .get::<Number>(key)
                    .map(|n| n.as_i64().clamp(1, 100_000) as u32)
            };
            spans.0 = span("RowSpan").unwrap_or(spans.0);
            spans.1 = span("ColSpan").unwrap_or(spans.1);
        };
        if let Some(classes) = dict.get::<Object<'a>>("C") {
            for class in one_or_many(classes) {
                if let Object::Name(name) = class
                    && let Some(attributes) = self.classes.get::<Object<'a>>(&*name)
                {
                    one_or_many(attributes)
                        .into_iter()
                        .filter_map(Object::into_dict)
                        .for_each(|d| take(&d));
                }
            }
        }
        // What the element says itself is stronger than its classes.
        if let Some(attributes) = dict.get::<Object<'a>>("A") {
            one_or_many(attributes)
                .into_iter()
                .filter_map(Object::into_dict)
                .for_each(|d| take(&d));
        }
        spans
    }
}

/// Marks the place of an element that waits for its turn.
const OPEN: usize = usize::MAX;

fn one_or_many(object: Object<'_>) -> Vec<Object<'_>> {
    match object {
        Object::Array(array) => array.iter::<Object<'_>>().take(64).collect(),
        other => vec![other],
    }
}

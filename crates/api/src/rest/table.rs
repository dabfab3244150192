//! Finds the route of a path, as WordPress's patterns do: whatever the case, ids are digits, one slash at the end goes.
//! A placeholder `{name}` takes the rest of the path, whatever it holds.

use growffinity_access::Principal;

use super::{method::Method, placeholder::Placeholder, route::Route};

/// All routes, as a tree of path segments.
#[derive(Default)]
pub struct Table {
    root: Node,
}

#[derive(Default)]
struct Node {
    literal: Vec<(String, Self)>,
    variable: Vec<(Placeholder, Self)>,
    place: Option<Place>,
}

/// A path with everything that answers there.
pub struct Place {
    /// The pattern, placeholders in braces: `/growffinity/v1/customers/{id}`.
    pub pattern: String,
    routes: Vec<Route>,
    by_method: [Option<usize>; Method::ROUTED.len()],
}

impl Table {
    /// A table of `routes`, each with its full path.
    pub fn new(routes: impl IntoIterator<Item = (String, Route)>) -> Self {
        let mut table = Self::default();
        for (path, route) in routes {
            let mut node = &mut table.root;
            for segment in path.split('/').skip(1) {
                node = node.child(segment);
            }
            node.place.get_or_insert_with(|| Place::new(path)).add(route);
        }
        table
    }

    /// What stands at `path`, and what its placeholders matched.
    pub fn find(&self, path: &str) -> Option<(&Place, Vec<String>)> {
        let mut values = Vec::new();
        let place = self.root.find(path.split('/').skip(1), &mut values)?;
        Some((place, values))
    }
}

impl Node {
    /// What stands below at these segments. What stands there as it is written is tried before placeholders.
    fn find<'a>(
        &self,
        mut segments: impl Iterator<Item = &'a str> + Clone,
        values: &mut Vec<String>,
    ) -> Option<&Place> {
        let Some(segment) = segments.next() else { return self.place.as_ref() };
        let literal = self.literal.iter().find(|(name, _)| name.eq_ignore_ascii_case(segment));
        if let Some(place) = literal.and_then(|(_, child)| child.find(segments.clone(), values)) {
            return Some(place);
        }
        for (kind, child) in self.variable.iter().filter(|(kind, _)| kind.matches(segment)) {
            let before = values.len();
            if *kind == Placeholder::Name {
                let rest: Vec<&str> = std::iter::once(segment).chain(segments.clone()).collect();
                values.push(rest.join("/"));
                return child.place.as_ref();
            }
            values.push(segment.to_owned());
            if let Some(place) = child.find(segments.clone(), values) {
                return Some(place);
            }
            values.truncate(before);
        }
        None
    }

    fn child(&mut self, segment: &str) -> &mut Self {
        match Placeholder::of(segment) {
            Some((kind, _)) => child_of(&mut self.variable, |known| *known == kind, kind),
            None => child_of(&mut self.literal, |known| known == segment, segment.to_owned()),
        }
    }
}

fn child_of<K>(children: &mut Vec<(K, Node)>, is_it: impl Fn(&K) -> bool, key: K) -> &mut Node {
    let known = children.iter().position(|(known, _)| is_it(known));
    let index = known.unwrap_or(children.len());
    if known.is_none() {
        children.push((key, Node::default()));
    }
    #[expect(clippy::indexing_slicing, reason = "found there, or just put there")]
    &mut children[index].1
}

impl Place {
    fn new(pattern: String) -> Self {
        Self { pattern, routes: Vec::new(), by_method: [None; Method::ROUTED.len()] }
    }

    fn add(&mut self, route: Route) {
        let index = self.routes.len();
        for (slot, method) in self.by_method.iter_mut().zip(Method::ROUTED) {
            if route.methods.contains(&method) && slot.is_none() {
                *slot = Some(index);
            }
        }
        self.routes.push(route);
    }

    /// What answers `method` here; HEAD is answered as GET.
    pub fn route(&self, method: Method) -> Option<&Route> {
        let method = if method == Method::Head { Method::Get } else { method };
        let slot = Method::ROUTED.iter().position(|routed| *routed == method)?;
        self.by_method.get(slot).copied().flatten().and_then(|index| self.routes.get(index))
    }

    /// Whether this caller may change what stands here, or nobody can.
    pub fn editable_by(&self, caller: Option<&Principal>) -> bool {
        let mut writes =
            self.routes.iter().filter(|route| route.methods.iter().any(|method| method.writes())).peekable();
        writes.peek().is_none() || writes.any(|route| route.open_to(caller))
    }

    /// The methods that this caller may use here; `None` is someone who is not signed in.
    pub fn allowed(&self, caller: Option<&Principal>) -> Option<String> {
        let methods: Vec<&str> = Method::ROUTED
            .iter()
            .filter(|method| self.route(**method).is_some_and(|route| route.open_to(caller)))
            .map(|method| method.as_str())
            .collect();
        (!methods.is_empty()).then(|| methods.join(", "))
    }
}

//! Finds the route of a path, as WordPress's patterns do: whatever the case, ids are digits, one slash at the end goes.

use growffinity_access::Role;

use super::{method::Method, route::Route};

/// All routes, as a tree of path segments.
#[derive(Default)]
pub struct Table {
    root: Node,
}

#[derive(Default)]
struct Node {
    literal: Vec<(String, Self)>,
    number: Option<Box<Self>>,
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
        let mut node = &self.root;
        let mut values = Vec::new();
        for segment in path.split('/').skip(1) {
            let literal = node.literal.iter().find(|(name, _)| name.eq_ignore_ascii_case(segment));
            node = if let Some((_, child)) = literal {
                child
            } else if !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit()) {
                values.push(segment.to_owned());
                node.number.as_deref()?
            } else {
                return None;
            };
        }
        node.place.as_ref().map(|place| (place, values))
    }
}

impl Node {
    fn child(&mut self, segment: &str) -> &mut Self {
        if segment.starts_with('{') {
            return self.number.get_or_insert_default();
        }
        let known = self.literal.iter().position(|(name, _)| name == segment);
        let index = known.unwrap_or_else(|| {
            self.literal.push((segment.to_owned(), Self::default()));
            self.literal.len() - 1
        });
        match self.literal.get_mut(index) {
            Some((_, child)) => child,
            None => self.number.get_or_insert_default(),
        }
    }
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

    /// Whether a caller of this role may change what stands here, or nobody can.
    pub fn editable_by(&self, role: Option<Role>) -> bool {
        let mut writes =
            self.routes.iter().filter(|route| route.methods.iter().any(|method| method.writes())).peekable();
        writes.peek().is_none() || writes.any(|route| route.open_to(role))
    }

    /// The methods that a caller of this role may use here; `None` is someone who is not signed in.
    pub fn allowed(&self, role: Option<Role>) -> Option<String> {
        let methods: Vec<&str> = Method::ROUTED
            .iter()
            .filter(|method| self.route(**method).is_some_and(|route| route.open_to(role)))
            .map(|method| method.as_str())
            .collect();
        (!methods.is_empty()).then(|| methods.join(", "))
    }
}

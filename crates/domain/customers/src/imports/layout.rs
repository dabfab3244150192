//! Which column of a table gives which member.

mod alias;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Column, Form, ImportType, LineFault, normal};

/// What is wrong with the mapping of a table, before any row is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingFault {
    /// Where: `mapping[E-mail]`, or `mapping` when a column is missing.
    pub path: String,
    /// What is wrong, in words.
    pub message: String,
}

/// The columns of a table, each with the member it gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    headers: Vec<String>,
    targets: Vec<Option<Target>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Target {
    path: Vec<String>,
    dotted: String,
    form: Form,
}

impl Layout {
    /// The layout of a table with these `headers`. A column that `given` does not name is found by its heading,
    /// whatever its case, spacing and punctuation; an empty path leaves a column out.
    ///
    /// # Errors
    /// All that is wrong with `given`, and which members no column gives.
    pub fn new(
        item_type: ImportType,
        headers: &[String],
        given: &BTreeMap<String, String>,
        columns: &[Column],
    ) -> Result<Self, Vec<MappingFault>> {
        let mut faults = Vec::new();
        let mut layout = Self { headers: headers.to_vec(), targets: vec![None; headers.len()] };
        for (header, path) in given {
            if let Err(message) = layout.give(header, path, columns) {
                faults.push(MappingFault { path: format!("mapping[{header}]"), message });
            }
        }
        layout.find(item_type, given, columns);
        for wanted in alias::needed(item_type) {
            if !wanted.iter().any(|path| layout.column_of(path).is_some()) {
                let message = format!("No column gives {}.", wanted.join(" or "));
                faults.push(MappingFault { path: "mapping".to_owned(), message });
            }
        }
        if faults.is_empty() { Ok(layout) } else { Err(faults) }
    }

    /// The layout that was arrived at before.
    pub fn known(headers: &[String], mapping: &BTreeMap<String, String>, columns: &[Column]) -> Self {
        let mut layout = Self { headers: headers.to_vec(), targets: vec![None; headers.len()] };
        for (header, path) in mapping {
            if let Some(place) = headers.iter().position(|known| known == header) {
                layout.offer(place, path, columns);
            }
        }
        layout
    }

    fn give(&mut self, header: &str, path: &str, columns: &[Column]) -> Result<(), String> {
        let place = self.headers.iter().position(|known| known == header);
        let place = place.or_else(|| self.headers.iter().position(|known| fold(known) == fold(header)));
        let place = place.ok_or_else(|| format!("The file has no column {header}."))?;
        if path.is_empty() {
            return Ok(());
        }
        let column = columns.iter().find(|column| column.takes(path));
        let column = column.ok_or_else(|| format!("{path} is not a member that can be imported."))?;
        if let Some(other) = self.column_of(path) {
            return Err(format!("The column {other} gives {path} already."));
        }
        self.set(place, path, column.form);
        Ok(())
    }

    /// Finds what the columns give that nobody spoke of: those whose heading is the member's own name first.
    fn find(&mut self, item_type: ImportType, given: &BTreeMap<String, String>, columns: &[Column]) {
        let spoken: Vec<String> = given.keys().map(|header| fold(header)).collect();
        let headers = self.headers.iter().map(|header| (header.trim().to_owned(), fold(header))).enumerate();
        let free: Vec<_> = headers.filter(|(_, (_, folded))| !spoken.contains(folded)).collect();
        for by_alias in [false, true] {
            for (place, (header, folded)) in &free {
                let path = if by_alias { alias::path(item_type, folded) } else { own_name(columns, header, folded) };
                if let Some(path) = path.filter(|path| !alias::SPOKEN_OF_ONLY.contains(&path.as_str())) {
                    self.offer(*place, &path, columns);
                }
            }
        }
        for (stand_in, path) in alias::stand_ins(item_type) {
            let place = self.targets.iter().position(|target| target.as_ref().is_some_and(|t| t.dotted == *stand_in));
            if let (Some(place), None) = (place, self.column_of(path))
                && let Some(column) = columns.iter().find(|column| column.takes(path))
            {
                self.set(place, path, column.form);
            }
        }
    }

    fn offer(&mut self, place: usize, path: &str, columns: &[Column]) {
        let free = self.targets.get(place).is_some_and(Option::is_none) && self.column_of(path).is_none();
        if let (true, Some(column)) = (free, columns.iter().find(|column| column.takes(path))) {
            self.set(place, path, column.form);
        }
    }

    fn set(&mut self, place: usize, path: &str, form: Form) {
        if let Some(target) = self.targets.get_mut(place) {
            let parts = path.split('.').map(str::to_owned).collect();
            *target = Some(Target { path: parts, dotted: path.to_owned(), form });
        }
    }

    /// The heading of the column that gives the member at `path`.
    pub fn column_of(&self, path: &str) -> Option<&str> {
        let place = self.targets.iter().position(|target| target.as_ref().is_some_and(|t| t.dotted == path))?;
        self.headers.get(place).map(String::as_str)
    }

    /// The mapping that was arrived at: heading to path.
    pub fn mapping(&self) -> BTreeMap<String, String> {
        let pairs = self.headers.iter().zip(&self.targets);
        pairs.filter_map(|(header, target)| Some((header.clone(), target.as_ref()?.dotted.clone()))).collect()
    }

    /// The item that a row of cells tells.
    ///
    /// # Errors
    /// What is wrong with a cell.
    pub fn item(&self, cells: &[String]) -> Result<Map<String, Value>, LineFault> {
        let mut members = Map::new();
        for ((target, cell), header) in self.targets.iter().zip(cells).zip(&self.headers) {
            let Some(target) = target else { continue };
            match normal::value(target.form, cell) {
                Ok(Some(value)) => normal::insert(&mut members, &target.path, value),
                Ok(None) => {}
                Err(words) => {
                    let message = format!("{header} {words}.");
                    return Err(LineFault::of_member(header, "rest_invalid_type", message).with_value(cell));
                }
            }
        }
        Ok(members)
    }

    /// A fault told at a member's path, as it is told of the column that gives it, with what stands there.
    pub fn localized(&self, fault: LineFault, cells: &[String]) -> LineFault {
        let gives = |target: &&Target| {
            fault.column == target.dotted
                || fault.column.strip_prefix(&target.dotted).is_some_and(|rest| rest.starts_with(['.', '[']))
        };
        let place = self.targets.iter().position(|target| target.as_ref().is_some_and(|target| gives(&target)));
        let Some((header, cell)) = place.and_then(|place| Some((self.headers.get(place)?, cells.get(place)?))) else {
            return fault;
        };
        LineFault { column: header.clone(), ..fault }.with_value(cell)
    }
}

/// The path whose own name a heading is.
fn own_name(columns: &[Column], header: &str, folded: &str) -> Option<String> {
    let named = columns
        .iter()
        .find(|column| !column.path.ends_with('*') && fold(&column.path) == folded)
        .map(|column| column.path.clone());
    // What may have any name is written as it is to be called: `attributes.shoe_size`.
    named.or_else(|| columns.iter().any(|column| column.takes(header)).then(|| header.to_owned()))
}

/// Letters and digits alone, in lower case.
fn fold(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        ["external_id", "total", "billing.email", "billing.first_name", "status", "date_created", "attributes.*"]
            .map(|path| Column { path: path.to_owned(), form: Form::Text })
            .to_vec()
    }

    fn layout(headers: &[&str], given: &[(&str, &str)]) -> Result<Layout, Vec<MappingFault>> {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let given = given.iter().map(|(header, path)| ((*header).to_owned(), (*path).to_owned())).collect();
        Layout::new(ImportType::Orders, &headers, &given, &columns())
    }

    #[test]
    fn columns_are_found_by_their_headings() {
        let layout = layout(&["Order ID", "E-Mail", "Billing First Name", "Order Total", "colour"], &[]).unwrap();
        let found: Vec<_> = layout.mapping().into_iter().collect();
        let expected = [
            ("Billing First Name", "billing.first_name"),
            ("E-Mail", "billing.email"),
            ("Order ID", "external_id"),
            ("Order Total", "total"),
        ];
        assert_eq!(found, expected.map(|(header, path)| (header.to_owned(), path.to_owned())));
    }

    #[test]
    fn names_of_the_shops_own_are_taken_as_they_stand() {
        let layout = layout(&["id", "total", "attributes.Shoe_Size", "attributes."], &[]).unwrap();
        assert_eq!(layout.column_of("attributes.Shoe_Size"), Some("attributes.Shoe_Size"));
        assert_eq!(layout.mapping().len(), 3);
    }

    #[test]
    fn a_given_mapping_wins_and_can_leave_out() {
        let given = [("colour", "attributes.colour"), ("id", ""), ("Ref", "external_id")];
        let layout = layout(&["id", "Ref", "total", "colour"], &given).unwrap();
        assert_eq!(layout.column_of("external_id"), Some("Ref"));
        assert_eq!(layout.column_of("attributes.colour"), Some("colour"));
    }

    #[test]
    fn everything_wrong_with_a_mapping_is_named_at_once() {
        let given = [("nowhere", "total"), ("a", "totl"), ("b", "status"), ("c", "status")];
        let faults = layout(&["a", "b", "c"], &given).unwrap_err();
        let paths: Vec<_> = faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(paths, ["mapping[a]", "mapping[c]", "mapping[nowhere]", "mapping"], "{faults:?}");
    }

    #[test]
    fn faults_are_told_of_the_column() {
        let layout = layout(&["Amount", "Ref"], &[("Ref", "external_id")]).unwrap();
        let fault = LineFault::of_member("total", "rest_invalid_type", "total is not of type string,number.");
        let told = layout.localized(fault, &["x".to_owned(), "1".to_owned()]);
        assert_eq!((told.column.as_str(), told.value.as_deref()), ("Amount", Some("x")));
    }
}

//! Query strings and form bodies as PHP reads them: the later duplicate wins, `a[]=`, `a[0]=` and `a[k]=` make arrays.

use percent_encoding::percent_decode;
use serde_json::{Map, Value};

/// PHP reads no more variables than this from one query (its `max_input_vars`).
const MOST_VARIABLES: usize = 1_000;
/// Names nested deeper than this are dropped.
const DEEPEST: usize = 16;

/// One value: text, or an array of values by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhpValue {
    /// What stood behind the `=`, decoded.
    Text(String),
    /// What was said with brackets.
    Array(PhpArray),
}

/// A PHP array: keys in the order of their first appearance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PhpArray {
    entries: Vec<(String, PhpValue)>,
    next: u64,
}

impl PhpArray {
    /// Reads `text` (the part behind `?`, or a form body). Never fails: what makes no sense is text.
    pub fn parse(text: &[u8]) -> Self {
        let mut all = Self::default();
        for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).take(MOST_VARIABLES) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default());
            let value = decode(halves.next().unwrap_or_default());
            let name = name.trim_start_matches(' ');
            if !name.is_empty() {
                let (first, keys) = split_name(name);
                if keys.len() <= DEEPEST {
                    all.put(Some(first), &keys, value);
                }
            }
        }
        all
    }

    /// The pairs of `text` as they stand there, decoded, names given twice and brackets left alone.
    pub fn pairs(text: &[u8]) -> Vec<(String, String)> {
        let pairs = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).take(MOST_VARIABLES);
        let halves = pairs.map(|pair| match pair.iter().position(|byte| *byte == b'=') {
            Some(middle) => (pair.get(..middle).unwrap_or_default(), pair.get(middle + 1..).unwrap_or_default()),
            None => (pair, &[][..]),
        });
        halves.map(|(name, value)| (decode(name), decode(value))).collect()
    }

    /// The entries in order.
    pub fn entries(&self) -> &[(String, PhpValue)] {
        &self.entries
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The text under `name`; an array has none.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.entries.iter().find(|(key, _)| key == name).and_then(|(_, value)| match value {
            PhpValue::Text(text) => Some(text.as_str()),
            PhpValue::Array(_) => None,
        })
    }

    /// Takes `name` out.
    pub fn remove(&mut self, name: &str) {
        self.entries.retain(|(key, _)| key != name);
    }

    /// The same as JSON, where keys 0, 1, 2… make a list.
    pub fn to_map(&self) -> Map<String, Value> {
        self.entries.iter().map(|(key, value)| (key.clone(), value.to_json())).collect()
    }

    fn put(&mut self, key: Option<&str>, deeper: &[&str], value: String) {
        let key = match key {
            Some(key) if !key.is_empty() => key.to_owned(),
            _ => self.next.to_string(),
        };
        if let Ok(number) = key.parse::<u64>() {
            self.next = self.next.max(number.saturating_add(1));
        }
        let index = self.entries.iter().position(|(known, _)| *known == key);
        let place = if let Some(entry) = index.and_then(|index| self.entries.get_mut(index)) {
            &mut entry.1
        } else {
            self.entries.push((key, PhpValue::Text(String::new())));
            match self.entries.last_mut() {
                Some(entry) => &mut entry.1,
                None => return,
            }
        };
        let Some((first, rest)) = deeper.split_first() else {
            *place = PhpValue::Text(value);
            return;
        };
        if let PhpValue::Array(array) = place {
            array.put(Some(first), rest, value);
        } else {
            let mut array = Self::default();
            array.put(Some(first), rest, value);
            *place = PhpValue::Array(array);
        }
    }
}

impl PhpValue {
    fn to_json(&self) -> Value {
        match self {
            Self::Text(text) => Value::String(text.clone()),
            Self::Array(array) if array.is_list() => {
                Value::Array(array.entries.iter().map(|(_, value)| value.to_json()).collect())
            }
            Self::Array(array) => Value::Object(array.to_map()),
        }
    }
}

impl PhpArray {
    fn is_list(&self) -> bool {
        self.entries.iter().enumerate().all(|(index, (key, _))| key.parse::<usize>() == Ok(index))
    }
}

/// `a[b][]` is the name `a` and the keys `b`, nothing. An opening bracket that is never closed is part of the name.
fn split_name(name: &str) -> (&str, Vec<&str>) {
    let Some(open) = name.find('[').filter(|open| *open > 0) else {
        return (name, Vec::new());
    };
    let (first, mut rest) = name.split_at(open);
    let mut keys = Vec::new();
    while let Some((key, after)) = rest.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        keys.push(key);
        rest = after;
    }
    if keys.is_empty() { (name, keys) } else { (first, keys) }
}

fn decode(raw: &[u8]) -> String {
    if raw.iter().all(|byte| !matches!(byte, b'%' | b'+')) {
        return String::from_utf8_lossy(raw).into_owned();
    }
    let spaced: Vec<u8> = raw.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::PhpArray;

    fn read(text: &str) -> Value {
        Value::Object(PhpArray::parse(text.as_bytes()).to_map())
    }

    #[test]
    fn reads_what_php_reads() {
        assert_eq!(read("a=1&a=2"), json!({"a": "2"}));
        assert_eq!(read("a[]=1&a[]=2"), json!({"a": ["1", "2"]}));
        assert_eq!(read("a%5B%5D=1&a%5B%5D=2"), json!({"a": ["1", "2"]}));
        assert_eq!(read("a[0]=x&a[1]=y"), json!({"a": ["x", "y"]}));
        assert_eq!(read("a[5]=x&a[]=y"), json!({"a": {"5": "x", "6": "y"}}));
        assert_eq!(read("a[k]=1&a[l][m]=2"), json!({"a": {"k": "1", "l": {"m": "2"}}}));
        assert_eq!(read("a=1&a[k]=2&a[j]=3"), json!({"a": {"k": "2", "j": "3"}}));
        assert_eq!(read("a[k]=1&a=2"), json!({"a": "2"}));
        assert_eq!(read("q=a+b%20c%26d&e"), json!({"q": "a b c&d", "e": ""}));
        assert_eq!(read("&&=x&a[=1&[b]=2"), json!({"a[": "1", "[b]": "2"}));
        assert_eq!(read("a=%ff%zz%2"), json!({"a": "\u{fffd}%zz%2"}));
    }

    #[test]
    fn is_not_brought_down_by_much_or_deep_input() {
        let many = "a[]=1&".repeat(50_000);
        assert_eq!(read(&many)["a"].as_array().unwrap().len(), 1_000);
        assert_eq!(read(&format!("a{}=1", "[x]".repeat(10_000))), json!({}));
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[a-c\\[\\]=&%+0-9]{0,60}") {
            let _ = PhpArray::parse(&bytes).to_map();
            let _ = PhpArray::parse(text.as_bytes()).to_map();
        }

        #[test]
        fn plain_pairs_come_back(name in "[a-z]{1,8}", value in "\\PC{0,20}") {
            let encoded = percent_encoding::utf8_percent_encode(&value, percent_encoding::NON_ALPHANUMERIC);
            let read = PhpArray::parse(format!("{name}={encoded}").as_bytes());
            prop_assert_eq!(read.text(&name), Some(value.as_str()));
        }
    }
}

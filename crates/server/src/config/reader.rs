//! Reads typed settings out of texts and gathers what is wrong with them.

use std::{collections::BTreeMap, fmt::Display, ops::RangeInclusive, str::FromStr};

use super::Pause;

/// The texts of all keys that are set.
pub(super) struct Reader {
    values: BTreeMap<String, String>,
    faults: Vec<String>,
    asked: Vec<&'static str>,
}

impl Reader {
    pub(super) fn new(values: BTreeMap<String, String>, faults: Vec<String>) -> Self {
        Self { values, faults, asked: Vec::new() }
    }

    /// What was found wrong so far.
    pub(super) fn faults(self) -> Vec<String> {
        self.faults
    }

    /// The keys asked for so far.
    #[cfg(test)]
    pub(super) fn asked(&self) -> &[&'static str] {
        &self.asked
    }

    /// The value of a key that may be unset. One that can't be is a fault.
    pub(super) fn optional<T: FromStr<Err: Display>>(&mut self, name: &'static str) -> Option<T> {
        self.asked.push(name);
        let text = self.values.get(name)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(why) => self.fault(name, &why),
        }
    }

    /// The value of a key with a default.
    pub(super) fn required<T: FromStr<Err: Display>>(&mut self, name: &'static str) -> Option<T> {
        self.optional(name)
    }

    /// A number within `range`.
    pub(super) fn number<T>(&mut self, name: &'static str, range: RangeInclusive<T>) -> Option<T>
    where
        T: FromStr<Err: Display> + PartialOrd + Display,
    {
        let value = self.required(name)?;
        if range.contains(&value) {
            Some(value)
        } else {
            self.fault(name, &format!("it is between {} and {}", range.start(), range.end()))
        }
    }

    /// A length of time of `least` or more.
    pub(super) fn pause(&mut self, name: &'static str, least: Pause) -> Option<std::time::Duration> {
        let pause: Pause = self.required(name)?;
        if pause >= least {
            Some(pause.0)
        } else {
            self.fault(name, &format!("it is {} s or more", least.0.as_secs_f64()))
        }
    }

    /// A switch: `true`, `on`, `yes` or `1`, and their opposites.
    pub(super) fn switch(&mut self, name: &'static str) -> Option<bool> {
        let text: String = self.required(name)?;
        match text.trim().to_ascii_lowercase().as_str() {
            "true" | "on" | "yes" | "1" => Some(true),
            "false" | "off" | "no" | "0" => Some(false),
            _ => self.fault(name, &"it is on or off"),
        }
    }

    /// The value that `turn` makes of a text, or a fault that names what may stand there.
    pub(super) fn named<T>(
        &mut self,
        name: &'static str,
        what: &str,
        turn: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text: String = self.required(name)?;
        match turn(text.trim()) {
            Some(value) => Some(value),
            None => self.fault(name, &format!("{text} is not {what}")),
        }
    }

    fn fault<T>(&mut self, name: &str, why: &dyn Display) -> Option<T> {
        self.faults.push(format!("{name}: {why}"));
        None
    }
}

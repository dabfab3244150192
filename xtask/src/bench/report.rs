//! A bench's result: a table to read and a line of JSON to keep.

use std::time::Duration;

use serde_json::json;

/// One comparison: medians of several alternating rounds of one run.
pub struct Row {
    /// What was measured.
    pub what: String,
    /// Our figure.
    pub ours: f64,
    /// The reference of the same run.
    pub reference: f64,
    /// What the reference is.
    pub against: &'static str,
    /// The ratio aimed for.
    pub goal: f64,
    /// What the figures count.
    pub unit: &'static str,
    /// Further figures of ours, such as latencies in milliseconds.
    pub more: Vec<(&'static str, f64)>,
}

/// What one of the things measured cost, in microseconds: the figure whose growth is looked at.
pub struct Cost {
    pub what: String,
    pub microseconds: f64,
}

impl Row {
    fn ratio(&self) -> f64 {
        self.ours / self.reference
    }
}

/// Prints the table, then the JSON line, and answers what each thing cost; our figures are so many a second.
pub fn print(bench: &str, size: u64, rows: &[Row]) -> Vec<Cost> {
    let costs = rows.iter().map(|row| Cost { what: row.what.clone(), microseconds: 1_000_000.0 / row.ours }).collect();
    println!("{:<44} {:>12} {:>12}  {:<34} {:>6} {:>6}", bench, "ours", "reference", "against", "ratio", "goal");
    for row in rows {
        let (what, ours, reference) = (&row.what, row.ours, row.reference);
        println!(
            "{what:<44} {ours:>12.0} {reference:>12.0}  {:<34} {:>6.2} {:>6.2}  {}",
            row.against,
            row.ratio(),
            row.goal,
            row.unit
        );
        for (name, figure) in &row.more {
            println!("    {name}: {figure:.2}");
        }
    }
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let more: serde_json::Map<_, _> =
                row.more.iter().map(|(name, figure)| ((*name).to_owned(), json!(figure))).collect();
            json!({
                "what": row.what, "ours": row.ours, "reference": row.reference, "against": row.against,
                "ratio": row.ratio(), "goal": row.goal, "unit": row.unit, "more": more,
            })
        })
        .collect();
    println!("{}", json!({ "bench": bench, "size": size, "rows": rows }));
    costs
}

/// One figure that must stay below a limit: the median of several rounds of one run.
pub struct Limit {
    /// What was measured.
    pub what: String,
    /// Our figure.
    pub ours: f64,
    /// What it may be at most.
    pub goal: f64,
    /// What the figures count.
    pub unit: &'static str,
    /// Further figures.
    pub more: Vec<(&'static str, f64)>,
}

/// Prints the table of figures with limits, then the JSON line, and answers what each thing cost; our figures are
/// microseconds.
pub fn print_limits(bench: &str, size: u64, rows: &[Limit]) -> Vec<Cost> {
    println!("{bench:<60} {:>10} {:>10}", "ours", "at most");
    let mut told = Vec::new();
    for Limit { what, ours, goal, unit, more } in rows {
        println!("{what:<60} {ours:>10.1} {goal:>10.1}  {unit}");
        for (name, figure) in more {
            println!("    {name}: {figure:.1}");
        }
        let more: serde_json::Map<_, _> =
            more.iter().map(|(name, figure)| ((*name).to_owned(), json!(figure))).collect();
        told.push(json!({"what": what, "ours": ours, "goal": goal, "unit": unit, "more": more}));
    }
    println!("{}", json!({ "bench": bench, "size": size, "rows": told }));
    rows.iter().map(|row| Cost { what: row.what.clone(), microseconds: row.ours }).collect()
}

/// Milliseconds that should be few times those of a reference: medians of alternating rounds of one run.
pub struct Ratio {
    pub what: String,
    pub ours: f64,
    pub reference: f64,
    /// How many times at most.
    pub goal: f64,
}

/// Prints the table of times with their ratios and further figures, then the JSON line, and answers what each cost.
pub fn print_ratios(bench: &str, size: u64, rows: &[Ratio], more: &[(&str, f64)]) -> Vec<Cost> {
    println!("{bench:<90} {:>10} {:>12} {:>6} {:>8}", "ours, ms", "by hand, ms", "ratio", "at most");
    let mut told = Vec::new();
    for Ratio { what, ours, reference, goal } in rows {
        let ratio = ours / reference;
        println!("{what:<90} {ours:>10.1} {reference:>12.1} {ratio:>6.2} {goal:>8.2}");
        told.push(
            json!({"what": what, "ours": ours, "reference": reference, "ratio": ratio, "goal": goal, "unit": "ms"}),
        );
    }
    for (name, figure) in more {
        println!("{name}: {figure:.1}");
    }
    let more: serde_json::Map<_, _> = more.iter().map(|(name, figure)| ((*name).to_owned(), json!(figure))).collect();
    println!("{}", json!({ "bench": bench, "size": size, "rows": told, "more": more }));
    rows.iter().map(|row| Cost { what: row.what.clone(), microseconds: row.ours * 1_000.0 }).collect()
}

/// So many in this time, a second.
pub fn per_second(count: u64, took: Duration) -> f64 {
    // Far below where a float loses whole numbers.
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / took.as_secs_f64()
}

/// The middle of `figures`; 0 of none.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_does_not_mind_an_outlier() {
        assert!((median(vec![900.0, 1.0, 3.0, 2.0, 2.5]) - 2.5).abs() < f64::EPSILON);
        assert!(median(Vec::new()).abs() < f64::EPSILON);
    }
}

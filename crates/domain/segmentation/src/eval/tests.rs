//! The shared table, in memory.

use crate::cases::{ZONE, cases, people};

#[test]
fn the_shared_table_holds() {
    let people = people();
    let mut wrong = Vec::new();
    for case in cases() {
        let rule = case.rule();
        let passed: Vec<&str> = people
            .iter()
            .filter(|one| super::matches(&rule, &one.profile, case.now, ZONE))
            .map(|one| one.name)
            .collect();
        if passed != case.passes {
            wrong.push(format!("{}: {} gives {passed:?}, not {:?}", case.says, case.conditions, case.passes));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! Tests of text in SQL, with case ignored just as the domain's `fold` does.

use diesel::sql_types::{Array, Int4, Text};
use growffinity_segmentation::{condition::TextTest, fold_pairs};

use crate::statement::Statement;

/// The letters of [`fold_pairs`] as a row `f`, to stand in the FROM clause wherever a rule is compiled.
pub(super) fn push_letters(sql: Statement) -> Statement {
    let (big, small) = fold_pairs();
    sql.push("(SELECT $?::text AS big, $?::text AS small) f").bind::<Text, _>(big).bind::<Text, _>(small)
}

/// The same, joined to what stands before, inside a query of its own.
pub(super) fn push_own_letters(sql: Statement, wanted: bool) -> Statement {
    if wanted { push_letters(sql.push(" CROSS JOIN ")) } else { sql }
}

/// `operand`, folded. The collation keeps the locale out; most text is ASCII and takes the short way.
pub(super) fn folded(operand: &str) -> String {
    format!(
        "CASE WHEN octet_length({operand}) = char_length({operand}) THEN lower({operand} COLLATE \"C\") \
         ELSE translate(lower({operand} COLLATE \"C\"), f.big, f.small) END"
    )
}

/// Adds the test of `operand`, which is folded already. Null or false when it does not hold.
pub(super) fn push_test(sql: Statement, operand: &str, test: &TextTest) -> Statement {
    match test {
        TextTest::OneOf(values) => match values.as_slice() {
            [one] => sql.push(&format!("{operand} = $?")).bind::<Text, _>(one.clone()),
            _ => sql.push(&format!("{operand} = ANY($?)")).bind::<Array<Text>, _>(values.clone()),
        },
        TextTest::Contains(part) => sql.push(&format!("strpos({operand}, $?) > 0")).bind::<Text, _>(part.clone()),
        TextTest::StartsWith(part) => sql.push(&format!("starts_with({operand}, $?)")).bind::<Text, _>(part.clone()),
        TextTest::EndsWith(part) => {
            let length = i32::try_from(part.chars().count()).unwrap_or(i32::MAX);
            sql.push(&format!("right({operand}, $?) = $?")).bind::<Int4, _>(length).bind::<Text, _>(part.clone())
        }
    }
}

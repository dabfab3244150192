//! What is wrong with a template is said when it is saved, all of it, with the place.

use growffinity_campaigns::content::{Content, ContentFormat};
use serde_json::Map;

use crate::{ann, compile, faults, html};

#[test]
fn unknown_names_are_told_with_their_lines() {
    let body = "{{ customer.first_nam }}\n{{ order.total }}\n{{ customer.email|upcase }}{% if customer.id is lucky %}{% endif %}";
    assert_eq!(
        faults(body),
        [
            "content.body: line 1: unknown variable customer.first_nam",
            "content.body: line 2: unknown variable order.total",
            "content.body: line 3: unknown filter upcase",
            "content.body: line 3: unknown test lucky",
        ]
    );
}

#[test]
fn each_part_is_checked() {
    let content =
        Content { format: ContentFormat::Html, body: "{{ a }}".to_owned(), text: Some("{% if %}".to_owned()) };
    let paths: Vec<_> = compile("{{ b", "{{ c }}", &content).err().unwrap().iter().map(|fault| fault.path).collect();
    assert_eq!(paths, ["subject", "preheader", "content.body", "content.text"]);
}

#[test]
fn syntax_errors_name_their_line() {
    let told = faults("<p>\n{% for x in customer.attributes.sizes %}\n{{ x }}");
    assert!(told.len() == 1 && told[0].starts_with("content.body: line 3: "), "{told:?}");
    // Nothing that reaches other templates is part of the language.
    assert_eq!(faults("{% include 'x' %}").len(), 1);
    assert_eq!(faults("{% macro f() %}{{ f() }}{% endmacro %}").len(), 1);
}

#[test]
fn what_is_written_well_has_no_fault() {
    for body in [
        "{{ customer.attributes.anything.below }} {{ customer['email'] }} {{ customer.billing.city|upper|default('x') }}",
        "{% set who = customer.first_name %}{% for n in range(3) %}{{ loop.index }}{{ n }}{% endfor %}{{ who }}",
        "{% if customer.last_order_date is defined and customer.orders_count is not odd %}{% endif %}",
        "{# {{ nothing }} #}{% raw %}{{ nothing|nope }}{% endraw %} a | b is c",
        "",
    ] {
        assert_eq!(faults(body), [""; 0], "{body}");
    }
}

#[test]
fn too_much_work_or_output_is_stopped() {
    for bomb in [
        "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}",
        "{{ 'x' * 2000000000 }}",
        "{{ range(1000000000)|list|length }}",
        "{% set x = 'xxxxxxxxxx' %}{% for i in range(9000) %}{% set x = x ~ x %}{{ x }}{% endfor %}",
        "{{ ('x' * 100000)|replace('x', 'x' * 100000) }}",
    ] {
        let template = compile("s", "", &html(bomb)).ok().unwrap();
        let started = std::time::Instant::now();
        let fault = template.render(&ann()).unwrap_err();
        assert_eq!(fault.path, "content.body", "{bomb}");
        assert!(started.elapsed().as_secs() < 2, "{bomb}: {:?}", started.elapsed());
    }
    let large = compile("s", "", &html("{% for i in range(1200) %}{{ 'x' * 1000 }}{% endfor %}")).ok().unwrap();
    assert!(large.render(&Map::new()).unwrap_err().message.contains("more than 1048576 bytes"));
}

#[test]
fn deep_nesting_is_a_fault_and_no_crash() {
    assert_eq!(faults(&format!("{{{{ {}1{} }}}}", "(".repeat(100_000), ")".repeat(100_000))).len(), 1);
    assert_eq!(faults(&"{% if 1 %}".repeat(10_000)).len(), 1);
    assert_eq!(faults(&"x".repeat(2_000_000)).len(), 1);
}

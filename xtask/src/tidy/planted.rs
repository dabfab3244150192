//! A sound little workspace, and one planted breach for each rule: the rule names the place, and no other rule speaks.

use super::check;
use super::layer::Layer;
use super::lexer::scan;
use super::rules::RULES;
use super::tree::{Breach, Crate, Dependency, Migration, Source, Tree};

/// A breach: its rule, how it is made, and what the report says.
struct Plant {
    rule: &'static str,
    make: fn(&mut Tree),
    place: &'static str,
    reason: &'static str,
}

const PLANTS: &[Plant] = &[
    Plant {
        rule: "known-folders",
        make: |tree| tree.crates.push(krate("growffinity-shed", "crates/shed")),
        place: "crates/shed",
        reason: "no layer",
    },
    Plant {
        rule: "who-may-use-whom",
        make: |tree| name(tree, "crates/domain/campaigns", "growffinity-customers", false),
        place: "crates/domain/campaigns",
        reason: "growffinity-customers in dependencies: a domain crate uses the kernel only",
    },
    Plant {
        rule: "who-may-use-whom",
        make: |tree| name(tree, "crates/api", "growffinity-postgres", true),
        place: "crates/api",
        reason: "growffinity-postgres in dev-dependencies: api uses domain crates only",
    },
    Plant {
        rule: "who-may-use-whom",
        make: |tree| name(tree, "crates/server", "growffinity-testkit", false),
        place: "crates/server",
        reason: "growffinity-testkit in dependencies",
    },
    Plant {
        rule: "who-may-use-whom",
        make: |tree| name(tree, "crates/adapters/smtp", "growffinity-postgres", false),
        place: "crates/adapters/smtp",
        reason: "an adapter uses domain crates only",
    },
    Plant {
        rule: "who-may-use-whom",
        make: |tree| name(tree, "xtask", "growffinity-kernel", false),
        place: "xtask",
        reason: "xtask uses private-postgres only",
    },
    Plant {
        rule: "pure-domain",
        make: |tree| name(tree, "crates/domain/customers", "tokio", true),
        place: "crates/domain/customers",
        reason: "tokio is not one of the pure crates",
    },
    Plant {
        rule: "pure-domain-closure",
        make: |tree| at(tree, "crates/domain/kernel").closure.push("diesel".to_owned()),
        place: "crates/domain/kernel",
        reason: "diesel comes in with a dependency",
    },
    Plant {
        rule: "technology-at-home",
        make: |tree| name(tree, "crates/worker", "diesel", false),
        place: "crates/worker",
        reason: "diesel belongs in crates/adapters/postgres",
    },
    Plant {
        rule: "technology-at-home",
        make: |tree| name(tree, "crates/worker", "reqwest", false),
        place: "crates/worker",
        reason: "reqwest belongs in",
    },
    Plant {
        rule: "inherited-manifests",
        make: |tree| at(tree, "crates/api").not_inherited.push("lints".to_owned()),
        place: "crates/api/Cargo.toml",
        reason: "lints does not say `workspace = true`",
    },
    Plant {
        rule: "file-length",
        make: |tree| rewrite(tree, "crates/api/src/lib.rs", &"fn a() {}\n".repeat(600)),
        place: "crates/api/src/lib.rs",
        reason: "601 lines, 600 at most",
    },
    Plant {
        rule: "file-length",
        make: |tree| rewrite(tree, "crates/api/tests/it/main.rs", &"fn a() {}\n".repeat(800)),
        place: "crates/api/tests/it/main.rs",
        reason: "801 lines, 800 at most",
    },
    Plant {
        rule: "most-files-short",
        make: |tree| {
            rewrite(tree, "crates/api/src/lib.rs", &"fn a() {}\n".repeat(360));
            rewrite(tree, "crates/api/src/other.rs", &"fn a() {}\n".repeat(360));
        },
        place: "the workspace",
        reason: "2 of 12 files are over 350 lines",
    },
    Plant {
        rule: "sql-in-one-place",
        make: |tree| rewrite(tree, "crates/worker/src/lib.rs", "const Q: &str = \"\n    UPDATE a SET b = $1\";\n"),
        place: "crates/worker/src/lib.rs:2",
        reason: "starts with UPDATE",
    },
    Plant {
        rule: "readme-is-doc",
        make: |tree| at(tree, "crates/api").readme = None,
        place: "crates/api",
        reason: "no README.md",
    },
    Plant {
        rule: "readme-is-doc",
        make: |tree| at(tree, "crates/api").readme = Some("# growffinity-api\n".to_owned()),
        place: "crates/api",
        reason: "says nothing below its heading",
    },
    Plant {
        rule: "readme-is-doc",
        make: |tree| at(tree, "crates/api").readme_is_doc = false,
        place: "crates/api",
        reason: "include_str!",
    },
    Plant {
        rule: "first-doc-line",
        make: |tree| source(tree, "crates/api/src/lib.rs").scanned = scan("fn a() {}\n"),
        place: "crates/api/src/lib.rs",
        reason: "what the file is for",
    },
    Plant {
        rule: "migrations-go-back",
        make: |tree| tree.migrations.iter_mut().for_each(|it| it.down = Some(" \n".to_owned())),
        place: "migrations/2026-11-01-100000_users",
        reason: "down.sql is missing or empty",
    },
    Plant {
        rule: "migrations-in-order",
        make: |tree| tree.migrations.push(migration("2026-11-01-100000_other")),
        place: "migrations/2026-11-01-100000_other",
        reason: "the same time",
    },
    Plant {
        rule: "migrations-in-order",
        make: |tree| tree.migrations.push(migration("users")),
        place: "migrations/users",
        reason: "not named",
    },
    Plant {
        rule: "nothing-left-over",
        make: |tree| rewrite(tree, "crates/api/src/lib.rs", "fn later() { todo!() }\n"),
        place: "crates/api/src/lib.rs:2",
        reason: "unfinished work",
    },
    Plant {
        rule: "nothing-left-over",
        make: |tree| rewrite(tree, "crates/api/tests/it/main.rs", "#[ignore = \"slow\"]\nfn t() {}\n"),
        place: "crates/api/tests/it/main.rs:2",
        reason: "does not run",
    },
    Plant {
        rule: "no-thread-sleep",
        make: |tree| rewrite(tree, "crates/api/tests/it/main.rs", "fn t() { std::thread::sleep(A); }\n"),
        place: "crates/api/tests/it/main.rs:2",
        reason: "a thread sleeps",
    },
    Plant {
        rule: "no-block-on",
        make: |tree| rewrite(tree, "crates/worker/src/lib.rs", "fn a() { runtime.block_on(b()); }\n"),
        place: "crates/worker/src/lib.rs:2",
        reason: "await it",
    },
    Plant {
        rule: "exceptions-expected",
        make: |tree| rewrite(tree, "crates/api/src/lib.rs", "#[allow(dead_code)]\nfn a() {}\n"),
        place: "crates/api/src/lib.rs:2",
        reason: "#[expect(",
    },
];

#[test]
fn a_sound_workspace_has_no_breach() {
    assert_eq!(check(&sound()), []);
}

#[test]
fn each_planted_breach_is_named_and_nothing_else() {
    for plant in PLANTS {
        let mut tree = sound();
        (plant.make)(&mut tree);
        let breaches = check(&tree);
        let shown: Vec<String> = breaches.iter().map(Breach::to_string).collect();
        assert_eq!(breaches.len(), 1, "{}: {shown:?}", plant.rule);
        assert_eq!(breaches[0].rule, plant.rule, "{shown:?}");
        assert_eq!(breaches[0].fault.place, plant.place, "{shown:?}");
        assert!(breaches[0].fault.reason.contains(plant.reason), "{shown:?}");
    }
}

#[test]
fn each_rule_has_a_planted_breach() {
    for rule in RULES {
        assert!(PLANTS.iter().any(|plant| plant.rule == rule.name), "no breach planted for {}", rule.name);
    }
}

#[test]
fn what_is_allowed_stays_allowed() {
    let mut tree = sound();
    name(&mut tree, "crates/adapters/postgres", "growffinity-testkit", true);
    name(&mut tree, "crates/server", "growffinity-testkit", true);
    name(&mut tree, "crates/api", "reqwest", true);
    name(&mut tree, "crates/domain/customers", "proptest", true);
    rewrite(
        &mut tree,
        "crates/api/tests/it/main.rs",
        "#![allow(clippy::unwrap_used)]\nconst Q: &str = \"SELECT 1\";\n",
    );
    rewrite(&mut tree, "crates/adapters/postgres/src/lib.rs", "const Q: &str = \"SELECT 1\";\n");
    let in_macro = "macro_rules! a {\n    () => {\n        #[allow(dead_code)]\n        fn a() {}\n    };\n}\n";
    rewrite(&mut tree, "crates/api/src/lib.rs", in_macro);
    rewrite(&mut tree, "xtask/src/main.rs", "fn a() { std::thread::sleep(A); }\n");
    let tests = format!("#[cfg(test)]\nmod tests {{\nconst Q: &str = \"SELECT 1\";\n{}}}\n", "fn a() {}\n".repeat(900));
    rewrite(&mut tree, "crates/worker/src/lib.rs", &tests);
    let mut generated = source(&mut tree, "crates/adapters/postgres/src/lib.rs").clone();
    generated.path = "crates/adapters/postgres/src/schema.rs".to_owned();
    generated.generated = true;
    generated.scanned.lines = 2_000;
    tree.sources.push(generated);
    assert_eq!(check(&tree), []);
}

fn sound() -> Tree {
    let mut tree = Tree { migrations: vec![migration("2026-11-01-100000_users")], ..Tree::default() };
    for folder in [
        "crates/domain/kernel",
        "crates/domain/customers",
        "crates/domain/campaigns",
        "crates/adapters/postgres",
        "crates/adapters/smtp",
        "crates/api",
        "crates/worker",
        "crates/server",
        "crates/private-postgres",
        "crates/testkit",
        "xtask",
    ] {
        let last = folder.rsplit('/').next().unwrap();
        tree.crates.push(krate(&if last == "xtask" { last.to_owned() } else { format!("growffinity-{last}") }, folder));
        let file = if last == "xtask" { "main" } else { "lib" };
        tree.sources.push(file_with(&format!("{folder}/src/{file}.rs"), ""));
    }
    tree.sources.push(file_with("crates/api/src/other.rs", ""));
    tree.sources.push(file_with("crates/api/tests/it/main.rs", ""));
    for (folder, dependency) in [
        ("crates/domain/campaigns", "growffinity-kernel"),
        ("crates/domain/campaigns", "serde"),
        ("crates/adapters/postgres", "growffinity-campaigns"),
        ("crates/adapters/postgres", "diesel"),
        ("crates/api", "growffinity-kernel"),
        ("crates/api", "actix-web"),
        ("crates/server", "growffinity-postgres"),
        ("crates/testkit", "growffinity-server"),
        ("xtask", "growffinity-private-postgres"),
        ("xtask", "anyhow"),
    ] {
        name(&mut tree, folder, dependency, false);
    }
    tree
}

fn krate(name: &str, folder: &str) -> Crate {
    Crate {
        name: name.to_owned(),
        folder: folder.to_owned(),
        layer: Layer::of(folder),
        dependencies: Vec::new(),
        closure: vec!["serde".to_owned()],
        not_inherited: Vec::new(),
        readme: Some("# A crate\n\nWhat it is for.\n".to_owned()),
        readme_is_doc: true,
    }
}

fn migration(name: &str) -> Migration {
    let text = Some("SELECT 1;\n".to_owned());
    Migration { name: name.to_owned(), up: text.clone(), down: text }
}

fn file_with(path: &str, body: &str) -> Source {
    let text = format!("//! What the file is for.\n{body}");
    Source { path: path.to_owned(), generated: false, scanned: scan(&text) }
}

fn at<'a>(tree: &'a mut Tree, folder: &str) -> &'a mut Crate {
    tree.crates.iter_mut().find(|krate| krate.folder == folder).unwrap()
}

fn source<'a>(tree: &'a mut Tree, path: &str) -> &'a mut Source {
    tree.sources.iter_mut().find(|source| source.path == path).unwrap()
}

fn name(tree: &mut Tree, folder: &str, dependency: &str, dev: bool) {
    at(tree, folder).dependencies.push(Dependency { name: dependency.to_owned(), dev });
}

fn rewrite(tree: &mut Tree, path: &str, body: &str) {
    *source(tree, path) = file_with(path, body);
}

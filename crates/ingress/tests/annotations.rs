//! The tables of annotations against facts that were read in the controllers' sources, and their paragraphs for people.

use std::{collections::BTreeMap, fs, path::PathBuf};

use gatefold_ingress::annotation::{Annotation, Becomes, Form, INGRESS_NGINX, Invalid, Risk, Scope, TABLES};

fn read(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Whether a form is of the type that the controller declares.
fn is_of(form: Form, kind: &str, pattern: &str) -> bool {
    match kind {
        "bool" => form == Form::Bool,
        "int" => form == Form::Int,
        "enum" => {
            matches!(form, Form::OneOf(_) | Form::AnyCase(_))
                && (pattern == "case-sensitive") == matches!(form, Form::OneOf(_))
        }
        "cidr list" => form == Form::Addresses,
        _ if pattern.starts_with(r"^(?i)\d+") => form == Form::Size,
        _ => !matches!(form, Form::Bool | Form::Int | Form::Size),
    }
}

/// Whether a fate is possible where a field is in that channel of v1.6; v1.7 made `retry` standard.
fn is_in(row: &Annotation, channel: &str) -> bool {
    match row.becomes {
        Becomes::Field(field) if field.path == "spec.rules[].retry" => {
            channel == "experimental" && field.standard == Some(7)
        }
        Becomes::Field(field) => match channel {
            "standard" => field.standard.is_some_and(|minor| minor <= 6),
            "experimental" => field.standard.is_none() && field.experimental.is_some(),
            // A match on a pattern is in the standard channel, and what it means is the implementation's.
            _ => channel == "implementation-specific",
        },
        Becomes::Policy(_) => channel != "standard",
        Becomes::Snippet => row.risk == Risk::Critical,
        Becomes::Lost | Becomes::NoTraffic => matches!(channel, "none" | "implementation-specific"),
    }
}

#[test]
fn every_row_is_as_the_controller_declares_it() {
    let facts = read("../../tests/cases/annotations/ingress-nginx.tsv");
    let mut keys = Vec::new();
    for line in facts.lines().skip(1) {
        let columns: Vec<_> = line.split('\t').collect();
        let [key, kind, default, pattern, scope, risk, invalid, channel] = columns[..] else { panic!("{line}") };
        let row = INGRESS_NGINX.row(key).unwrap_or_else(|| panic!("{key} has no row"));
        keys.push(key);
        assert!(is_of(row.form, kind, pattern), "{key}: {:?} is no {kind} {pattern}", row.form);
        assert_eq!(row.scope == Scope::Paths, scope == "location", "{key}");
        assert_eq!(format!("{:?}", row.risk), risk, "{key}");
        let expected = match invalid {
            "ignored" => Invalid::Ignored,
            "dropped" => Invalid::Dropped,
            "denied" => Invalid::Denied,
            _ => Invalid::Without,
        };
        assert_eq!(row.invalid, expected, "{key}");
        assert!(is_in(row, channel), "{key}: {:?} is not {channel}", row.becomes);
        assert!(
            row.default.is_empty() || row.default == default || matches!(key, "mirror-request-body"),
            "{key}: {default}"
        );
        if matches!(kind, "bool" | "int") && row.form.takes(default) {
            assert_eq!(row.default, default, "{key}");
        }
    }
    assert_eq!(keys.len(), 138, "136 annotations, two of them with an older name");
    assert_eq!(INGRESS_NGINX.rows.iter().map(|row| row.key).collect::<Vec<_>>(), keys);
    for (alias, of) in INGRESS_NGINX.aliases {
        let forms = [alias, of].map(|key| INGRESS_NGINX.row(key).map(|row| row.form));
        assert_eq!(forms[0], forms[1], "{alias}");
    }
}

#[test]
fn every_row_has_its_paragraph_and_page() {
    for table in TABLES {
        let name = table.name;
        let text = read(&format!("docs/annotations/{name}.json"));
        let paragraphs: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(&text).expect("an object");
        let keys: Vec<_> = table.rows.iter().map(|row| row.key).collect();
        assert_eq!(paragraphs.keys().map(String::as_str).collect::<Vec<_>>(), keys, "{name}");
        for (key, paragraph) in &paragraphs {
            assert!(paragraph["meaning"].ends_with('.'), "{key}");
            assert!(paragraph.keys().all(|name| matches!(&**name, "meaning" | "default")), "{key}");
        }
        for row in table.rows {
            assert!(table.page_of(row).starts_with("https://"), "{}", row.key);
        }
    }
}

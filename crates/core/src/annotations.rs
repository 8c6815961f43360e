//! What is known of an annotation, for reading: its row, and its paragraph, which only programs that ask for it carry.

use gatefold_ingress::annotation::{Annotation, Becomes, TABLES, Table};
use serde::Serialize;
use serde_json::Value;

/// An annotation for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnnotationFacts {
    /// The whole key.
    pub annotation: String,
    /// The same key under the other prefixes of its controller.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// What it does.
    pub meaning: String,
    /// What holds where it is not written; empty where nothing does.
    pub default: String,
    /// What its values look like.
    pub form: String,
    /// What the controller does with other values.
    pub invalid: &'static str,
    /// The controller's grade of how much harm it can do, in lower case.
    pub risk: String,
    /// What becomes of it.
    pub fate: String,
    /// Where its controller documents it.
    pub documentation: String,
}

/// The paragraphs of a table.
fn paragraphs(table: &Table) -> &'static str {
    match table.name {
        "alb" => include_str!("../../ingress/docs/annotations/alb.json"),
        "apisix" => include_str!("../../ingress/docs/annotations/apisix.json"),
        "cert-manager" => include_str!("../../ingress/docs/annotations/cert-manager.json"),
        "cilium" => include_str!("../../ingress/docs/annotations/cilium.json"),
        "external-dns" => include_str!("../../ingress/docs/annotations/external-dns.json"),
        "gce" => include_str!("../../ingress/docs/annotations/gce.json"),
        "haproxy" => include_str!("../../ingress/docs/annotations/haproxy.json"),
        "haproxy-ingress" => include_str!("../../ingress/docs/annotations/haproxy-ingress.json"),
        "ingress-nginx" => include_str!("../../ingress/docs/annotations/ingress-nginx.json"),
        "kong" => include_str!("../../ingress/docs/annotations/kong.json"),
        "nginx-inc" => include_str!("../../ingress/docs/annotations/nginx-inc.json"),
        "traefik" => include_str!("../../ingress/docs/annotations/traefik.json"),
        _ => "{}",
    }
}

/// What is known of the annotation with this whole key.
pub fn annotation(key: &str) -> Option<AnnotationFacts> {
    let (table, row) = TABLES.iter().find_map(|table| Some((*table, table.find(key)?)))?;
    Some(facts(key.to_owned(), table, row, &prose(table)))
}

/// Every annotation of every table, those that stand for another among them, under the first of its prefixes. A key that
/// ends with a star is every key that begins so.
pub fn annotations() -> Vec<AnnotationFacts> {
    let of_table = |table: &&'static Table| {
        let prose = prose(table);
        let Some((prefix, others)) = table.prefixes.split_first() else { return Vec::new() };
        let rows = table.rows.iter().map(|row| (row.key, row));
        let aliases = table.aliases.iter().filter_map(|(alias, key)| Some((*alias, table.row(key)?)));
        let facts = rows.chain(aliases).map(|(key, row)| AnnotationFacts {
            also: others.iter().map(|other| format!("{other}{key}")).collect(),
            ..facts(format!("{prefix}{key}"), table, row, &prose)
        });
        facts.collect()
    };
    TABLES.iter().flat_map(of_table).collect()
}

/// The paragraphs as they are read; none where the file is damaged, which a test would tell.
fn prose(table: &Table) -> Value {
    serde_json::from_str(paragraphs(table)).unwrap_or_default()
}

fn facts(annotation: String, table: &Table, row: &Annotation, prose: &Value) -> AnnotationFacts {
    let text = |name: &str| prose[row.key][name].as_str().unwrap_or_default().to_owned();
    let fate = match row.becomes {
        Becomes::Field(field) => {
            let since = |channel: &str, minor: Option<u8>| match minor {
                None | Some(..=3) => String::new(),
                Some(minor) => format!(", {channel} since v1.{minor}"),
            };
            let channel = if field.standard.is_none() { ", experimental channel" } else { "" };
            format!("{} {}{channel}{}", field.kind, field.path, since("standard", field.standard))
        }
        Becomes::Policy(_) => "a policy of the implementation".to_owned(),
        Becomes::Snippet => "nothing: it is the controller's own configuration text".to_owned(),
        Becomes::Lost => "nothing".to_owned(),
        Becomes::NoTraffic => "nothing, and no request is answered otherwise".to_owned(),
    };
    AnnotationFacts {
        annotation,
        also: Vec::new(),
        meaning: text("meaning"),
        default: text("default"),
        form: row.form.allowed(),
        invalid: row.invalid.effect(),
        risk: format!("{:?}", row.risk).to_ascii_lowercase(),
        fate,
        documentation: table.page_of(row),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_annotation_has_a_meaning_to_read() {
        for table in TABLES {
            for row in table.rows {
                let facts = annotation(&format!("{}{}", table.prefixes[0], row.key)).expect("its facts");
                assert!(!facts.meaning.is_empty(), "{}", facts.annotation);
            }
        }
        let strip_path =
            annotations().into_iter().find(|facts| facts.annotation == "konghq.com/strip-path").expect("a row");
        assert_eq!(strip_path.also, ["configuration.konghq.com/strip-path"]);
        let cors = annotation("nginx.ingress.kubernetes.io/enable-cors").expect("its facts");
        assert_eq!(cors.fate, "HTTPRoute spec.rules[].filters[].cors, standard since v1.5");
        assert_eq!((&*cors.default, &*cors.form), ("false", "true or false"));
        assert_eq!(annotation("example.com/owner"), None);
    }
}

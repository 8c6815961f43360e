//! The registry: one row a code. A new code is a row here and a page in `docs/`; tests hold the two together.

use std::{fmt, str::FromStr};

use serde::Serialize;

use crate::Severity;

/// What the registry knows about a code.
#[derive(Debug, Clone, Copy)]
pub struct CodeFacts {
    /// `GW0203`.
    pub id: &'static str,
    /// A name for people, in kebab case.
    pub name: &'static str,
    /// How bad, unless the mode of the input says otherwise.
    pub severity: Severity,
    /// The message's template.
    pub message: &'static str,
    /// The help's template.
    pub help: &'static str,
    /// The page of documentation, Markdown, with fixed headings.
    pub doc: &'static str,
}

macro_rules! registry {
    ($($id:ident $name:literal $severity:ident $message:literal $help:literal)+) => {
        /// A finding's stable code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $message] $id,)+
        }

        /// Every code, in order.
        pub static CODES: &[Code] = &[$(Code::$id),+];

        impl Code {
            /// What the registry knows about it.
            pub fn facts(self) -> &'static CodeFacts {
                match self {
                    $(Self::$id => {
                        static FACTS: CodeFacts = CodeFacts {
                            id: stringify!($id),
                            name: $name,
                            severity: Severity::$severity,
                            message: $message,
                            help: $help,
                            doc: include_str!(concat!("../docs/", stringify!($id), ".md")),
                        };
                        &FACTS
                    })+
                }
            }
        }
    };
}

#[rustfmt::skip]
registry! {
    GW0001 "yaml-syntax" Error
        "This document cannot be read: {problem}."
        "Correct this line; the other documents of the file are read all the same."
    GW0002 "duplicate-key" Error
        "{key} is written twice in one mapping; kubectl takes the last."
        "Remove one of the two: strict readers refuse the document, others drop the first without a word."
    GW0003 "tab-indentation" Error
        "This line is indented with a tab; YAML takes spaces only."
        "Replace the tabs at the start of lines with spaces."
    GW0004 "not-an-object" Error
        "This document is no Kubernetes object: {problem}."
        "Add what is missing, or leave the document out; a cluster takes only objects with apiVersion and kind."
    GW0005 "unknown-kind" Error
        "There is no {kind} in {apiVersion}."
        "Write {expected}."
    GW0006 "duplicate-object" Warning
        "{object} is in the input more than once; the first counts here."
        "Remove all but one: a cluster holds one object of a name, the one applied last."
    GW0007 "empty-document" Info
        "This document holds no object and is skipped."
        "Remove its --- line, or take the # away from what is meant to count."
    GW0008 "alias-used" Info
        "{count} aliases of anchors stand in this document."
        "Nothing to do: a cluster keeps the values they stand for, so the aliases are gone after kubectl apply."
    GW0009 "list-flattened" Info
        "This {kind} of {count} objects is read as {count} objects."
        "Nothing to do: output has one document for each object."
    GW0010 "kind-ignored" Info
        "{count} objects are of kinds that have no part in routing: {kinds}."
        "Nothing to do: they stay as they are and are not converted."
    GW0011 "template-not-rendered" Error
        "This document is a template, not YAML yet: {template} is still to be filled in."
        "Render the chart first and paste what comes out: helm template RELEASE CHART -f values.yaml."
    GW0012 "past-limit" Error
        "This is past what Gatefold reads: {problem}."
        "Give less at a time; kubectl get ingress -A -o yaml has all that a conversion needs."
    GW0103 "wrong-type" Error
        "{field} has the wrong type: {problem}."
        "Write the type that is expected; the API server refuses the whole object otherwise."
    GW0111 "ingress-version-removed" Error
        "{kind} in {apiVersion} was removed in Kubernetes 1.22; it is read as networking.k8s.io/v1."
        "Write it as networking.k8s.io/v1: kubectl convert -f FILE --output-version networking.k8s.io/v1."
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.facts().id)
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.facts().id)
    }
}

/// No code is called that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode(pub String);

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no code {}; codes look like GW0203", self.0)
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    /// Reads `GW0203`, in any case, and the name `section-name-not-found`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        CODES
            .iter()
            .copied()
            .find(|code| code.facts().id.eq_ignore_ascii_case(text) || code.facts().name == text)
            .ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sorted_and_names_unique() {
        let ids: Vec<_> = CODES.iter().map(|code| code.facts().id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "codes out of order: {ids:?}");
        let mut names: Vec<_> = CODES.iter().map(|code| code.facts().name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CODES.len(), "two codes share a name");
    }

    #[test]
    fn every_page_has_its_headings() {
        for code in CODES {
            let facts = code.facts();
            let title = format!("# {} {}\n", facts.id, facts.name);
            assert!(facts.doc.starts_with(&title), "{}: its page must open with {title:?}", facts.id);
            for heading in ["\n## What\n", "\n## Why\n", "\n## How to mend it\n", "\n## In a cluster\n"] {
                assert!(facts.doc.contains(heading), "{}: its page lacks {heading:?}", facts.id);
            }
        }
    }
}

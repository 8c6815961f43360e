//! What each `{placeholder}` of the registry's words stands for: a word means the same in every code.

/// Placeholders and their meaning, sorted.
#[rustfmt::skip]
pub static PLACEHOLDERS: &[(&str, &str)] = &[
    ("address",        "an IP address or host name that a Gateway asks for"),
    ("advice",         "the help of the finding that is the cause"),
    ("allowed",        "what the listeners take: namespaces, kinds or hostnames"),
    ("annotation",     "an annotation's key"),
    ("apiVersion",     "group and version of an object"),
    ("cause",          "the message of the finding that is the cause"),
    ("class",          "the name of a GatewayClass"),
    ("classes",        "the classes that the input declares"),
    ("condition",      "the type of a status condition"),
    ("controllers",    "the controllers that are meant"),
    ("count",          "how many"),
    ("effect",         "what the controller does, one clause"),
    ("expected",       "what would be right"),
    ("feature",        "a feature of the conformance reports"),
    ("field",          "a field in Kubernetes' spelling"),
    ("filter",         "the type of a filter"),
    ("first",          "the one of several that counts"),
    ("found",          "what is written"),
    ("from",           "the namespace that a reference comes from"),
    ("gateway",        "a Gateway, with its namespace"),
    ("group",          "an API group"),
    ("host",           "a host name outside the cluster"),
    ("hostname",       "a hostname of a route or listener; * for all"),
    ("hostnames",      "the hostnames of a route"),
    ("implementation", "the implementation chosen"),
    ("key",            "a key of a mapping"),
    ("kind",           "a kind"),
    ("kinds",          "the kinds that would be known"),
    ("listeners",      "the names of listeners"),
    ("name",           "the name of what the finding is about"),
    ("namespace",      "a namespace"),
    ("namespaces",     "namespaces"),
    ("near",           "the name or number that was probably meant; in titles of fixes"),
    ("needs",          "the channel and release that have a field"),
    ("note",           "what the fact's row adds"),
    ("object",         "the object concerned, with its kind"),
    ("other",          "the name of what stands in the way"),
    ("otherProtocol",  "the protocol of the listener in the way"),
    ("part",           "a part of an object: its kind, its namespace"),
    ("path",           "a path of a rule"),
    ("plain",          "the names of HTTP listeners"),
    ("port",           "a port, by number or by name"),
    ("ports",          "the ports that there are"),
    ("problem",        "what a reader or the API server says, one clause"),
    ("protocol",       "the protocol of a listener"),
    ("reason",         "the reason of a status condition"),
    ("referrer",       "the object that refers, with its kind"),
    ("request",        "a request that shows it"),
    ("resource",       "a resource backend"),
    ("secret",         "a Secret, with its namespace"),
    ("secure",         "the names of HTTPS listeners"),
    ("service",        "the Service concerned, with its namespace"),
    ("status",         "the status of a condition"),
    ("target",         "the object that is referred to, with its kind"),
    ("template",       "what of a template was left in the text"),
    ("to",             "the kind that is referred to"),
    ("tool",           "another tool of the cluster, with the switch that makes it look"),
    ("type",           "the type of an address"),
    ("value",          "a value as it is written"),
    ("why",            "the reason, one clause"),
    ("winner",         "what wins instead"),
];

/// The placeholders of a template, in the order used.
pub fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CODES;

    #[test]
    fn every_placeholder_is_explained_and_used() {
        assert!(PLACEHOLDERS.is_sorted_by(|a, b| a.0 < b.0), "sorted, none twice");
        let facts = CODES.iter().map(|code| code.facts());
        let mut used: Vec<&str> = facts.flat_map(|it| placeholders(it.message).chain(placeholders(it.help))).collect();
        used.push("near");
        for name in &used {
            assert!(PLACEHOLDERS.iter().any(|(known, _)| known == name), "{{{name}}} is not explained");
        }
        for (name, _) in PLACEHOLDERS {
            assert!(used.contains(name), "no template uses {{{name}}}");
        }
    }
}

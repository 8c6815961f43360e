//! What generated objects and listeners are called: a function of the host alone unless the input holds that name, so
//! that an edit elsewhere changes no name.
//!
//! Names keep to 63 characters of a DNS label: longer ones are legal for most kinds, but controllers copy them into
//! labels, whose values end there.

use gatefold_diagnostic::Set;

use gatefold_manifest::{Bundle, Kind};

const MAX: usize = 63;

/// The part of a name that says which host: dots become dashes and dashes two, `*` becomes `wildcard`, no host
/// `all-hosts`. Labels neither begin nor end with a dash, so no two hosts without `*` have the same.
pub(crate) fn slug(host: &str) -> String {
    if host.is_empty() {
        return "all-hosts".to_owned();
    }
    host.replace('-', "--").replace('*', "wildcard").replace('.', "-")
}

/// `name` with a word that tells it from others, such as the name of a class; with a number where it would be too long.
pub(crate) fn with_word(name: &str, word: &str, number: usize) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let word: String = word.chars().map(letter).collect();
    let text = format!("{name}-{word}");
    let text = text.trim_end_matches('-');
    if text.len() <= MAX { text.to_owned() } else { format!("{}-{}", &name[..name.len().min(MAX - 12)], number + 1) }
}

/// Whether another host, or a suffix after another host, would give the same name: such a host always has the hash.
fn is_ambiguous(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_number = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    host.starts_with("wildcard.") || host == "all.hosts" || matches!(last, "http" | "redirect") || is_number
}

/// Names given so far; `scope` is whatever they must be unique in.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Each behind its scope.
    taken: Set<String>,
}

/// A name, and whether it is the one that was wished for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) clash: bool,
}

/// The kinds that the output may have.
const WRITTEN: &[Kind] = &[
    Kind::GatewayClass,
    Kind::Gateway,
    Kind::ListenerSet,
    Kind::HTTPRoute,
    Kind::GRPCRoute,
    Kind::TLSRoute,
    Kind::ReferenceGrant,
    Kind::BackendTLSPolicy,
];

impl Names {
    /// Nothing given yet, except that what the input holds keeps its names.
    pub(crate) fn beside(bundle: &Bundle) -> Self {
        let held = WRITTEN.iter().flat_map(|kind| bundle.of_kind(*kind));
        let taken = held.map(|object| {
            let id = object.id();
            within(&format!("{} {}", id.kind, id.namespace), &id.name)
        });
        Self { taken: Set::of(taken) }
    }

    /// A name for what is made from `host`: `prefix`, the host, `suffix`.
    pub(crate) fn of_host(&mut self, scope: &str, prefix: &str, host: &str, suffix: &str) -> Name {
        let base = format!("{prefix}{}", slug(host));
        if is_ambiguous(host) { self.marked(scope, &base, suffix, host) } else { self.give(scope, &base, suffix, host) }
    }

    /// `base` with `suffix`, shortened and told apart by a hash of `identity` where it is too long or taken.
    pub(crate) fn give(&mut self, scope: &str, base: &str, suffix: &str, identity: &str) -> Name {
        let plain = format!("{base}{suffix}");
        let fits = plain.len() <= MAX;
        if fits && self.taken.add(within(scope, &plain)) {
            return Name { text: plain, clash: false };
        }
        Name { clash: fits, ..self.marked(scope, base, suffix, identity) }
    }

    /// As [`Self::give`], with the hash in any case.
    fn marked(&mut self, scope: &str, base: &str, suffix: &str, identity: &str) -> Name {
        let mut salt = 0_u32;
        loop {
            let mark = hash(identity, salt);
            let room = MAX - suffix.len() - mark.len() - 1;
            let end = base.len().min(room);
            let text = format!("{}-{mark}{suffix}", base[..end].trim_end_matches('-'));
            if self.taken.add(within(scope, &text)) {
                return Name { text, clash: false };
            }
            salt += 1;
        }
    }
}

/// A name in its scope; no name has a space.
fn within(scope: &str, name: &str) -> String {
    [scope, " ", name].concat()
}

/// Eight hexadecimal digits.
fn hash(text: &str, salt: u32) -> String {
    // FNV-1a: names must not change with a library's version.
    let bytes = text.bytes().chain(salt.to_le_bytes());
    let fold = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, fold);
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_its_host() {
        for (host, expected) in [
            ("shop.example.com", "shop-example-com"),
            ("*.example.com", "wildcard-example-com"),
            ("a-b.example", "a--b-example"),
            ("", "all-hosts"),
        ] {
            assert_eq!(slug(host), expected, "{host}");
        }
    }

    #[test]
    fn a_word_is_added_as_a_label_takes_it() {
        assert_eq!(with_word("web", "nginx.Internal_", 1), "web-nginx-internal");
        assert_eq!(with_word("web", &"a".repeat(60), 1), "web-2");
        assert_eq!(with_word(&"w".repeat(63), "nginx", 0), "w".repeat(51) + "-1");
    }

    #[test]
    fn a_name_depends_on_its_host_alone() {
        let hosts = [
            "*.shop.example.com",
            "wildcard.shop.example.com",
            "wildcard-shop.example.com",
            "wildcard-shop-example.com",
            "a-example.com",
            "a.example.com",
            "a-example-com",
            "",
            "all-hosts",
            "all.hosts",
            "shop.redirect",
            "shop.http",
            "shop.2",
            "shop",
        ];
        let suffixes = ["", "-http", "-redirect", "-2", "-redirect-2"];
        let wished = || hosts.iter().flat_map(|host| suffixes.iter().map(move |suffix| (*host, *suffix)));
        let mut together = Names::default();
        for (host, suffix) in wished().collect::<Vec<_>>().into_iter().rev() {
            let alone = Names::default().of_host("", "", host, suffix);
            assert_eq!(together.of_host("", "", host, suffix), alone, "{host} {suffix}");
            assert!(!alone.clash, "{host} {suffix}");
        }
    }

    #[test]
    fn objects_of_the_input_keep_their_names() {
        let text =
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a-b, namespace: shop}\n";
        let source = gatefold_manifest::Source { name: "a.yaml".into(), text: text.into() };
        let mut names = Names::beside(&gatefold_manifest::read(&[source]).bundle);
        assert!(names.give("HTTPRoute shop", "a-b", "", "a.b").clash);
        assert!(!names.give("HTTPRoute cart", "a-b", "", "a.b").clash);
        assert!(!names.give("ListenerSet shop", "a-b", "", "a.b").clash);
    }

    #[test]
    fn clashing_and_long_names_are_told_apart() {
        let mut names = Names::default();
        assert_eq!(names.give("a", "x-y", "", "x.y"), Name { text: "x-y".to_owned(), clash: false });
        assert_eq!(names.give("b", "x-y", "", "x.y"), Name { text: "x-y".to_owned(), clash: false });
        let second = names.give("a", "x-y", "", "x-y");
        assert!(second.clash && second.text.starts_with("x-y-"), "{second:?}");
        let long = "label.".repeat(30) + "example.com";
        let name = names.give("a", &slug(&long), "-redirect", &long);
        assert!(!name.clash && name.text.len() <= 63 && name.text.ends_with("-redirect"), "{name:?}");
    }
}

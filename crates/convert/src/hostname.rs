//! Which names Gateway API takes for hosts.

/// Whether it is the name of one host, which a wildcard is not.
pub(crate) fn is_one_host(name: &str) -> bool {
    is_hostname(name) && !name.starts_with('*')
}

/// Whether a listener or a route takes it as a hostname: labels of RFC 1123 in lower case, behind a wildcard or not, and no
/// address (`Hostname` of Gateway API).
pub(crate) fn is_hostname(name: &str) -> bool {
    let labels = name.strip_prefix("*.").unwrap_or(name);
    let is_label = |label: &str| {
        let letters = label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        letters && !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    };
    let is_address = labels.split('.').count() == 4 && labels.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    name.len() <= 253 && !is_address && labels.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostnames_are_those_that_a_gateway_takes() {
        for name in ["a", "a.b-c.example", "*.example.com", "1.example.com"] {
            assert!(is_hostname(name), "{name}");
        }
        for name in ["", "*", "a.*.b", "a_b.c", "-a.b", "a..b", "10.0.0.1", "a.b:80", "{{ host }}"] {
            assert!(!is_hostname(name), "{name}");
        }
    }
}

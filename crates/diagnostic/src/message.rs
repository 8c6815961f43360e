//! Arguments and the templates that they fill: `"Service {service} has no port {port}"`.

use serde::Serialize;

/// One typed argument of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Arg {
    /// A name, a value, a piece of the user's text.
    Text(String),
    /// A count or a port.
    Number(i64),
    /// Several names, written as a list.
    List(Vec<String>),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Vec<String>> for Arg {
    fn from(list: Vec<String>) -> Self {
        Self::List(list)
    }
}

/// Named arguments in the order given. A name is the `{name}` of a template.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Args(Vec<(&'static str, Arg)>);

impl Args {
    /// No arguments yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same arguments and one more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// The argument of that name.
    pub fn get(&self, name: &str) -> Option<&Arg> {
        self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// All names, in the order given.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().map(|(name, _)| *name)
    }
}

/// `template` with each `{name}` replaced by its argument. An argument that is not there stays in braces, so that a
/// mistake in a stage is seen and nothing panics; a test of the registry holds templates and arguments together.
pub fn render(template: &str, args: &Args) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    render_into(&mut out, template, args);
    out
}

/// As [`render`], at the end of `out`.
pub fn render_into(out: &mut String, template: &str, args: &Args) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            out.push_str(after);
            return;
        };
        match args.get(name) {
            Some(Arg::Text(text)) => out.push_str(text),
            Some(Arg::Number(number)) => out.push_str(&number.to_string()),
            Some(Arg::List(list)) => push_list(out, list),
            None => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
        }
        rest = tail;
    }
    out.push_str(rest);
}

/// As much of a value as a sentence takes: of its first line the beginning.
pub fn excerpt(value: &str) -> String {
    const SHOWN: usize = 80;
    let line = value.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(SHOWN).collect();
    if shown.len() == value.trim_end().len() { shown } else { shown + "…" }
}

fn push_list(out: &mut String, list: &[String]) {
    match list {
        [] => out.push_str("none"),
        [one] => out.push_str(one),
        [most @ .., last] => {
            out.push_str(&most.join(", "));
            out.push_str(" and ");
            out.push_str(last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_lists_fill_a_template() {
        let args = Args::new()
            .with("service", "shop/api")
            .with("port", 8080_i64)
            .with("ports", vec!["80".to_owned(), "443".to_owned()]);
        let text = render("Service {service} has no port {port}; it has {ports} {missing}", &args);
        assert_eq!(text, "Service shop/api has no port 8080; it has 80 and 443 {missing}");
    }
}

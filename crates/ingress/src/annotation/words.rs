//! What annotations say by their meaning, whichever controller's words they are in.

use gatefold_manifest::Object;

use super::{Annotation, Annotations, HAPROXY, KONG, Meaning, Reading, Scope, Table, parse_bool};

/// One annotation that is written, and that its controller takes.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    /// Its whole key.
    pub key: &'a str,
    /// Its value, trimmed; never empty.
    pub text: &'a str,
    /// Its row.
    pub row: &'static Annotation,
}

/// The annotations of one Ingress, and of one of its Services, that have a meaning.
#[derive(Debug, Clone)]
pub struct Words<'a> {
    table: &'static Table,
    list: Vec<Word<'a>>,
}

impl<'a> Words<'a> {
    /// Those of an Ingress in the words of a table.
    pub fn new(ingress: &'a Object, table: &'static Table) -> Self {
        Self { table, list: read(ingress, table).filter(|word| word.row.scope != Scope::Service).collect() }
    }

    /// Those that hold for the paths of one Service: its own, and the Ingress's that it does not have itself.
    pub fn of_service(ingress: &'a Object, service: &'a Object, table: &'static Table) -> Self {
        let own: Vec<_> = read(service, table).filter(|word| word.row.scope.is_of_services()).collect();
        let mut words = Self::new(ingress, table);
        words.list.retain(|word| !own.iter().any(|of| of.row.key == word.row.key));
        words.list.extend(own);
        words
    }

    /// The table whose words they are.
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// All of them, in the order of the text.
    pub fn list(&self) -> &[Word<'a>] {
        &self.list
    }

    /// The annotation with a meaning; of two that have it the one that stands first in the table.
    pub fn get(&self, meaning: Meaning) -> Option<Word<'a>> {
        let all = self.list.iter().rev().filter(|word| word.row.meaning == Some(meaning));
        all.min_by_key(|word| word.row.key).copied()
    }

    /// The keys of those of `meanings` that are written.
    pub fn keys(&self, meanings: &[Meaning]) -> Vec<String> {
        let is_one = |word: &&Word<'_>| word.row.meaning.is_some_and(|meaning| meanings.contains(&meaning));
        self.list.iter().filter(is_one).map(|word| word.key.to_owned()).collect()
    }

    /// Whether the controller has an annotation with a meaning.
    pub fn has(&self, meaning: Meaning) -> bool {
        self.table.rows.iter().any(|row| row.meaning == Some(meaning))
    }

    /// The controller's own value, or `otherwise` where it has no annotation for it or the table leaves it open.
    pub fn default(&self, meaning: Meaning, otherwise: &'static str) -> &'static str {
        let row = self.table.rows.iter().find(|row| row.meaning == Some(meaning));
        row.map(|row| row.default).filter(|default| !default.is_empty()).unwrap_or(otherwise)
    }

    /// A value as written.
    pub fn text(&self, meaning: Meaning) -> Option<&'a str> {
        self.get(meaning).map(|word| word.text)
    }

    /// A value that changes something.
    pub fn set(&self, meaning: Meaning) -> Option<Word<'a>> {
        self.get(meaning).filter(|word| word.row.read(word.text) == Reading::Set)
    }

    /// A truth value.
    pub fn flag(&self, meaning: Meaning) -> Option<bool> {
        self.text(meaning).and_then(|text| match text {
            "on" | "enabled" => Some(true),
            "off" | "disabled" => Some(false),
            text => parse_bool(text),
        })
    }

    /// A whole number.
    pub fn number(&self, meaning: Meaning) -> Option<i64> {
        self.text(meaning)?.parse().ok()
    }

    /// A length of time in milliseconds, where it is one.
    pub fn milliseconds(&self, meaning: Meaning) -> Option<i64> {
        let counts_them = [&raw const HAPROXY, &raw const KONG].contains(&std::ptr::from_ref(self.table));
        milliseconds(self.text(meaning)?, if counts_them { 1 } else { 1000 })
    }

    /// The items of a list, without blank ones.
    pub fn items(&self, meaning: Meaning) -> Vec<&'a str> {
        let items = self.text(meaning).unwrap_or_default().split(',').map(str::trim);
        items.filter(|item| !item.is_empty()).collect()
    }
}

/// Those of `object` that its controller takes, whatever they are read on.
fn read<'a>(object: &'a Object, table: &'static Table) -> impl Iterator<Item = Word<'a>> {
    let all: Vec<_> = Annotations::new(object, table).rows().collect();
    all.into_iter().filter_map(|(key, value, row)| {
        let text = value.text().trim();
        let is_one = row.meaning.is_some() && !text.is_empty() && row.form.takes(text);
        is_one.then_some(Word { key, text, row })
    })
}

/// A number with a unit (`90s`, `1h`), or without one, where it counts `plain` milliseconds.
fn milliseconds(text: &str, plain: i64) -> Option<i64> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" => plain,
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    digits.parse::<i64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_have_units() {
        let of = |text| milliseconds(text, 1000);
        assert_eq!(
            [of("60"), of("250ms"), of("2m"), of("1h30m"), of("x")],
            [Some(60_000), Some(250), Some(120_000), None, None]
        );
        assert_eq!(milliseconds("500", 1), Some(500));
    }
}

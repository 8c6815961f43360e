//! Findings and edits as the page's editor takes them: JSON, which JavaScript reads faster than anything else.

use gatefold_manifest::Yaml;

use crate::view::{Place, Problem};

/// A JSON list of objects with `code`, `severity`, `message`, `help`, `place` (or null) and `fixes`.
pub fn markers_json(problems: &[Problem]) -> String {
    Yaml::list(problems.iter().map(marker)).to_json()
}

/// A JSON list of pairs: a place, and the text that is to stand there.
pub fn edits_json(edits: &[(Place, String)]) -> String {
    edits_yaml(edits).to_json()
}

fn marker(problem: &Problem) -> Yaml<'_> {
    let fixes =
        problem.fixes.iter().map(|fix| Yaml::map([("title", text(&fix.title)), ("edits", edits_yaml(&fix.edits))]));
    Yaml::map([
        ("code", text(&problem.code)),
        ("severity", text(&problem.severity)),
        ("message", text(&problem.message)),
        ("help", text(&problem.help)),
        ("place", problem.place.map_or(Yaml::NULL, place_yaml)),
        ("fixes", Yaml::list(fixes)),
    ])
}

fn edits_yaml(edits: &[(Place, String)]) -> Yaml<'_> {
    Yaml::list(edits.iter().map(|(place, insert)| Yaml::list([place_yaml(*place), text(insert)])))
}

fn place_yaml(place: Place) -> Yaml<'static> {
    let Place { line, column, end_line, end_column, .. } = place;
    let numbers = [("line", line), ("column", column), ("endLine", end_line), ("endColumn", end_column)];
    Yaml::map(numbers.map(|(name, number)| (name, Yaml::Integer(number.into()))))
}

fn text(text: &str) -> Yaml<'_> {
    text.into()
}

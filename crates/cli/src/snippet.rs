//! Draws a place of a text: its line, and carets under what is meant.

use std::fmt::Write as _;

use gatefold_core::view::Place;

use crate::output::{Ink, Style, visible};

/// A line longer than this (JSON on one line) is shown in part.
const WIDEST: usize = 160;
/// How much of such a line is shown before the place.
const BEFORE: usize = 60;

/// ` --> name:line:column` and the line itself with its carets. `text` is the text that `place` lies in.
pub(crate) fn draw(ink: Ink, style: Style, name: &str, text: &str, place: Place) -> String {
    let line = text.lines().nth(place.line.saturating_sub(1) as usize).unwrap_or_default();
    let chars: Vec<char> = visible(line).chars().map(|char| if char == '\t' { ' ' } else { char }).collect();
    let start = char_at(line, place.column).min(chars.len());
    let end = if place.end_line == place.line { char_at(line, place.end_column) } else { chars.len() };
    let end = end.clamp(start, chars.len()).max(start + 1);

    let number = place.line.to_string();
    let gutter = " ".repeat(number.len());
    let bar = ink.paint(Style::Faint, "|");
    let mut out = String::new();
    let _ = writeln!(out, "{gutter}{} {}", ink.paint(Style::Faint, "-->"), location(name, text, place));
    let (from, shown) = window(&chars, start);
    let carets = "^".repeat(end.min(from + WIDEST).saturating_sub(start).max(1));
    let _ = writeln!(out, "{gutter} {bar}");
    let _ = writeln!(out, "{} {bar} {}", ink.paint(Style::Faint, number), shown.trim_end());
    let lead = start - from + usize::from(from > 0);
    let _ = writeln!(out, "{gutter} {bar} {}{}", " ".repeat(lead), ink.paint(style, carets));
    out
}

/// `name:line:column`, its column in characters.
pub(crate) fn location(name: &str, text: &str, place: Place) -> String {
    let line = text.lines().nth(place.line.saturating_sub(1) as usize).unwrap_or_default();
    format!("{}:{}:{}", visible(name), place.line, char_at(line, place.column) + 1)
}

/// The character, from 0, at a column of UTF-16 units, from 1.
fn char_at(line: &str, column: u32) -> usize {
    let mut units = 1;
    line.chars()
        .take_while(|char| {
            let is_before = units < column as usize;
            units += char.len_utf16();
            is_before
        })
        .count()
}

/// The part of a line that is shown, and the character at which it begins.
fn window(chars: &[char], start: usize) -> (usize, String) {
    if chars.len() <= WIDEST {
        return (0, chars.iter().collect());
    }
    let from = start.saturating_sub(BEFORE);
    let to = (from + WIDEST).min(chars.len());
    let mut shown = String::new();
    shown.push_str(if from > 0 { "…" } else { "" });
    shown.extend(&chars[from..to]);
    shown.push_str(if to < chars.len() { "…" } else { "" });
    (from, shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: u32, column: u32, end_column: u32) -> Place {
        Place { source: Some(0), line, column, end_line: line, end_column }
    }

    #[test]
    fn carets_stand_under_what_is_meant() {
        let drawn = draw(Ink::Plain, Style::Differs, "a.yaml", "a: 1\nport: 8080\n", place(2, 7, 11));
        assert_eq!(drawn, " --> a.yaml:2:7\n  |\n2 | port: 8080\n  |       ^^^^\n");
    }

    #[test]
    fn columns_are_characters_whatever_comes_before() {
        let drawn = draw(Ink::Plain, Style::Differs, "a.yaml", "# 𝛼: é: 80\n", place(1, 9, 11));
        assert_eq!(drawn, " --> a.yaml:1:8\n  |\n1 | # 𝛼: é: 80\n  |        ^^^\n".replace("^^^", "^^"));
    }

    #[test]
    fn a_long_line_is_shown_in_part() {
        let text = format!("{}8080{}", "x".repeat(500), "y".repeat(500));
        let drawn = draw(Ink::Plain, Style::Differs, "a.json", &text, place(1, 501, 505));
        let lines: Vec<&str> = drawn.lines().collect();
        let at = lines[2].chars().position(|char| char == '8');
        assert_eq!(at, lines[3].chars().position(|char| char == '^'), "{drawn}");
        assert!(lines[2].chars().count() < 180);
    }

    #[test]
    fn a_place_past_the_end_is_drawn_all_the_same() {
        for place in [place(9, 1, 2), place(1, 50, 60), place(0, 0, 0)] {
            assert!(draw(Ink::Plain, Style::Differs, "a", "b", place).contains('^'));
        }
    }
}

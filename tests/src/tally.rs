//! A count of facts: how many hold, how many do not, and how many do not for a reason that is written down.

use std::collections::BTreeMap;

/// Why a fact does not hold: how the case begins, how the side begins or `*`, how the fact begins, and the reason.
pub type Exception = (&'static str, &'static str, &'static str, &'static str);

/// The count of one suite.
#[derive(Debug)]
pub struct Tally {
    /// On purpose: each of them has to be one.
    deviations: &'static [Exception],
    /// Not on purpose: one that is mended is told, and is no failure.
    losses: &'static [Exception],
    used: Vec<bool>,
    /// Passed, failed, on purpose and lost, by side.
    counts: BTreeMap<String, [usize; 4]>,
    wrong: Vec<String>,
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(deviations: &'static [Exception], losses: &'static [Exception]) -> Self {
        let used = vec![false; deviations.len() + losses.len()];
        Self { deviations, losses, used, counts: BTreeMap::new(), wrong: Vec::new() }
    }

    /// Counts a fact; `found` is what is so instead. Says whether it is one of the losses.
    pub fn note(&mut self, case: &str, side: &str, fact: &str, found: Result<(), String>) -> bool {
        let row = self.deviations.iter().chain(self.losses).position(|(name, only, begin, _)| {
            case.starts_with(name) && (*only == "*" || side.starts_with(only)) && fact.starts_with(begin)
        });
        let column = match (found, row) {
            (Ok(()), _) => 0,
            (Err(found), None) => {
                self.wrong.push(format!("{case}: {side}: {fact}: {found}"));
                1
            }
            (Err(_), Some(row)) => {
                self.used[row] = true;
                if row < self.deviations.len() { 2 } else { 3 }
            }
        };
        self.counts.entry(side.to_owned()).or_default()[column] += 1;
        column == 3
    }

    /// Tells the counts, and that so many facts hold in all.
    ///
    /// # Panics
    /// When a fact does not hold, when a deviation is none any longer, or when facts were removed.
    pub fn close(self, least: usize) {
        for (side, [passed, failed, meant, lost]) in &self.counts {
            println!("{side}: {passed} passed, {failed} failed, {meant} otherwise on purpose, {lost} lost");
        }
        let sum = |column: usize| self.counts.values().map(|counts| counts[column]).sum::<usize>();
        println!("in all: {} passed, {} failed, {} otherwise on purpose, {} lost", sum(0), sum(1), sum(2), sum(3));
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        let (meant, lost) = self.used.split_at(self.deviations.len());
        for ((case, side, fact, _), used) in self.losses.iter().zip(lost) {
            if !used {
                println!("{case}: {side}: {fact} is mended; the row can go");
            }
        }
        for ((case, side, fact, _), used) in self.deviations.iter().zip(meant) {
            assert!(used, "{case}: {side}: {fact} holds now; the row can go");
        }
        assert!(sum(0) >= least, "facts were removed");
    }
}

//! Stable sorting by way of places. The sort of the standard library is some five kilobytes of Wasm for each type of item
//! and each comparison; here it is there once, for places, and items only move to where theirs are.
//!
//! A comparison costs an indirect call, which nothing that is sorted here feels.

use std::cmp::Ordering;

/// Sorts stably, as [`slice::sort_by`] does.
pub fn order_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut places: Vec<usize> = (0..items.len()).collect();
    order_places(&mut places, &|a, b| compare(&items[a], &items[b]));
    // Each cycle of the permutation is walked once; a place that points to itself is done.
    for start in 0..places.len() {
        let mut at = start;
        while places[at] != start {
            let from = std::mem::replace(&mut places[at], at);
            items.swap(at, from);
            at = from;
        }
        places[at] = at;
    }
}

/// Sorts stably, as [`slice::sort_by_key`] does.
pub fn order_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    order_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Collects into a `BTreeMap` or a `BTreeSet` one by one. When they collect by themselves they sort first, with a sort more
/// for each type.
pub fn ordered<T, C: Default + Extend<T>>(items: impl IntoIterator<Item = T>) -> C {
    let mut all = C::default();
    all.extend(items);
    all
}

#[inline(never)]
fn order_places(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|&a, &b| compare(a, b));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_as_the_standard_library_does() {
        // Every list of up to six of three keys: all permutations of cycles, with many ties.
        for length in 0..=6u32 {
            for seed in 0..3u32.pow(length) {
                let list: Vec<(u32, u32)> = (0..length).map(|place| (seed / 3u32.pow(place) % 3, place)).collect();
                let (mut ours, mut theirs) = (list.clone(), list);
                order_by_key(&mut ours, |item| item.0);
                theirs.sort_by_key(|item| item.0);
                assert_eq!(ours, theirs);
            }
        }
    }
}

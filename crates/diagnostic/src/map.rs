//! Maps and sets by hash that keep the order in which keys came. The standard library's are more than a kilobyte of Wasm for
//! each type of key and value; here the table is there once, for places, and the entries stand in a list.
//!
//! Nothing is taken out again, and no key comes from somebody who gains by a slow answer: the hasher is fast and fixed.

use std::{
    borrow::Borrow,
    fmt,
    hash::{BuildHasher, Hash},
};

/// How many slots a table has that has any. Three of four are taken at most, and a search ends at a free one: of fewer there
/// may be none.
const LEAST: usize = 4;

/// Where in a list the things with a name are: a table of places that keeps no name, for what is listed has it.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// A power of two of them, some free: the hash of a name, and its place. A name stands at its hash or right behind.
    slots: Vec<Option<(u32, u32)>>,
    taken: usize,
}

impl Places {
    /// A table for so many names.
    pub fn with_capacity(names: usize) -> Self {
        let slots = if names == 0 { 0 } else { (names * 4 / 3 + 1).next_power_of_two().max(LEAST) };
        Self { slots: vec![None; slots], taken: 0 }
    }

    /// The hash of a name.
    pub fn hash(name: &(impl Hash + ?Sized)) -> u32 {
        let hash = foldhash::fast::FixedState::default().hash_one(name);
        (hash >> 32) as u32
    }

    /// The place of the name with this hash that `is_it` recognises.
    #[inline(never)]
    pub fn find(&self, hash: u32, is_it: &dyn Fn(usize) -> bool) -> Option<usize> {
        let mut at = hash as usize;
        loop {
            // Without any slots there is nothing to find.
            let (of, place) = (*self.slots.get(at & self.slots.len().wrapping_sub(1))?)?;
            if of == hash && is_it(place as usize) {
                return Some(place as usize);
            }
            at += 1;
        }
    }

    /// Notes the place of a name that has none yet.
    #[inline(never)]
    pub fn insert(&mut self, hash: u32, place: usize) {
        if self.taken * 4 >= self.slots.len() * 3 {
            let slots = vec![None; (self.slots.len() * 2).max(LEAST)];
            let before = std::mem::replace(&mut self.slots, slots);
            before.into_iter().flatten().for_each(|(hash, place)| self.put(hash, place));
        }
        self.put(hash, u32::try_from(place).unwrap_or(u32::MAX));
        self.taken += 1;
    }

    fn put(&mut self, hash: u32, place: u32) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].is_some() {
            at = (at + 1) & mask;
        }
        self.slots[at] = Some((hash, place));
    }
}

/// Keys with values, in the order in which the keys came.
#[derive(Clone)]
pub struct Map<K, V> {
    entries: Vec<(K, V)>,
    places: Places,
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self { entries: Vec::new(), places: Places::default() }
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.entries.iter().map(|(key, value)| (key, value))).finish()
    }
}

impl<K, V> Map<K, V> {
    /// A map of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The entries, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, (K, V)> {
        self.entries.iter()
    }

    /// The values, in order.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().map(|(_, value)| value)
    }

    /// How many keys it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<K: Hash + Eq, V> Map<K, V> {
    /// A map of nothing, with room for so many keys.
    pub fn with_capacity(keys: usize) -> Self {
        Self { entries: Vec::with_capacity(keys), places: Places::with_capacity(keys) }
    }

    fn place<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        self.places.find(Places::hash(key), &|place| self.entries[place].0.borrow() == key)
    }

    /// The value of a key.
    pub fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(key).map(|place| &self.entries[place].1)
    }

    /// As [`Self::get`], to change it.
    pub fn get_mut<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.place(key).map(|place| &mut self.entries[place].1)
    }

    /// A key as it came first.
    pub fn key<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&K>
    where
        K: Borrow<Q>,
    {
        self.place(key).map(|place| &self.entries[place].0)
    }

    /// Whether it has a key.
    pub fn contains_key<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_some()
    }

    /// The value of a key, made where there is none.
    pub fn or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let hash = Places::hash(&key);
        let place = self.places.find(hash, &|place| self.entries[place].0 == key).unwrap_or_else(|| {
            let place = self.entries.len();
            self.places.insert(hash, place);
            self.entries.push((key, make()));
            place
        });
        &mut self.entries[place].1
    }

    /// The value of a key, which is the default's where there was none.
    pub fn or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.or_insert_with(key, V::default)
    }

    /// Gives a key a value; what it had before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let mut value = Some(value);
        let there = self.or_insert_with(key, || value.take().expect("it is taken once"));
        value.map(|value| std::mem::replace(there, value))
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<K: Hash + Eq, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Hash + Eq, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        map.extend(entries);
        map
    }
}

/// Keys, in the order in which they came.
pub type Set<K> = Map<K, ()>;

impl<K: Hash + Eq> Set<K> {
    /// Adds a key; whether it is a new one.
    pub fn add(&mut self, key: K) -> bool {
        let before = self.len();
        self.or_insert_with(key, || ());
        self.len() > before
    }

    /// The keys that come, each once.
    pub fn of(keys: impl IntoIterator<Item = K>) -> Self {
        keys.into_iter().map(|key| (key, ())).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn answers_as_the_standard_library_does_and_keeps_the_order() {
        let (mut ours, mut theirs) = (Map::new(), HashMap::new());
        // A walk over the numbers below 1,009 that comes back to some of them.
        for step in 0_u32..3_000 {
            let key = (step * step % 1_009).to_string();
            assert_eq!(ours.insert(key.clone(), step), theirs.insert(key.clone(), step), "{key}");
            assert_eq!(ours.get(key.as_str()), Some(&step));
            *ours.or_default((step % 7).to_string()) += 1;
            *theirs.entry((step % 7).to_string()).or_default() += 1;
        }
        assert_eq!(ours.len(), theirs.len());
        assert!(ours.iter().all(|(key, value)| theirs.get(key) == Some(value)));
        assert!(!ours.contains_key("x") && ours.get_mut("1").is_some() && ours.key("1").is_some());
        let keys: Vec<_> = ours.iter().map(|(key, _)| key.as_str()).take(5).collect();
        assert_eq!(keys, ["0", "1", "4", "2", "9"]);
    }

    #[test]
    fn what_is_not_there_is_not_found_however_much_room_was_asked_for() {
        for (room, keys) in (0..40_u32).flat_map(|room| (0..40).map(move |keys| (room, keys))) {
            let mut set = Set::with_capacity(room as usize);
            set.extend((0..keys).map(|key| (key, ())));
            assert!((0..80).all(|key| set.contains_key(&key) == (key < keys)), "{keys} keys, room for {room}");
        }
    }

    #[test]
    fn a_set_has_each_once() {
        let mut set = Set::of(["b", "a", "b"]);
        assert!(!set.add("a") && set.add("c"));
        assert_eq!(set.len(), 3);
        assert!(Set::<&str>::with_capacity(9).is_empty());
    }
}

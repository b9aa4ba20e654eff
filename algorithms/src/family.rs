//! Families: the algorithms of one folder, and all of them in one list.

use crate::Entry;

/// Algorithms that belong together.
#[derive(Clone, Copy)]
pub struct Family {
    /// Name in lists, kebab-case.
    pub name: &'static str,
    /// What it holds, in a line.
    pub title: &'static str,
    /// Its algorithms.
    pub algorithms: &'static [Entry],
}

/// Number of algorithms in all families.
pub(crate) const fn algorithms(families: &[Family]) -> usize {
    let (mut n, mut i) = (0, 0);
    while i < families.len() {
        n += families[i].algorithms.len();
        i += 1;
    }
    n
}

/// The algorithms of all families in one list, each with its family's name.
pub(crate) const fn joined<const N: usize>(families: &[Family]) -> [Entry; N] {
    let mut all = [families[0].algorithms[0]; N];
    let (mut n, mut i) = (0, 0);
    while i < families.len() {
        let mut j = 0;
        while j < families[i].algorithms.len() {
            all[n] = families[i].algorithms[j];
            all[n].family = families[i].name;
            n += 1;
            j += 1;
        }
        i += 1;
    }
    all
}

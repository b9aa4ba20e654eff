//! Suites: the families of one folder, and all of them in one list.

use crate::Entry;

/// Families that belong together.
#[derive(Clone, Copy)]
pub struct Suite {
    /// Name in lists and experiments, kebab-case.
    pub name: &'static str,
    /// What it holds, in a line.
    pub title: &'static str,
    /// Its families.
    pub families: &'static [Entry],
}

/// Number of families in all suites.
pub(crate) const fn families(suites: &[Suite]) -> usize {
    let (mut n, mut i) = (0, 0);
    while i < suites.len() {
        n += suites[i].families.len();
        i += 1;
    }
    n
}

/// The families of all suites in one list.
pub(crate) const fn joined<const N: usize>(suites: &[Suite]) -> [Entry; N] {
    let mut all = [suites[0].families[0]; N];
    let (mut n, mut i) = (0, 0);
    while i < suites.len() {
        let mut j = 0;
        while j < suites[i].families.len() {
            all[n] = suites[i].families[j];
            n += 1;
            j += 1;
        }
        i += 1;
    }
    all
}

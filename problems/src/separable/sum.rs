//! Which variables the elements of a partially separable function read: strides, so that several are evaluated at once.

use std::array::from_fn;

/// Variable `first + step i` for i = 0, 1, ….
#[derive(Clone, Copy, Debug)]
pub struct Steps {
    first: usize,
    step: usize,
}

/// The variables from `first` on.
pub const fn each(first: usize) -> Steps {
    every(1, first)
}

/// Every `step`-th variable from `first` on.
pub const fn every(step: usize, first: usize) -> Steps {
    Steps { first, step }
}

/// One variable again and again.
pub const fn same(variable: usize) -> Steps {
    every(0, variable)
}

impl Steps {
    /// The i-th variable.
    pub(super) fn at(self, i: usize) -> usize {
        self.first + self.step * i
    }

    /// The values of the variables from the i-th on.
    #[inline]
    pub(super) fn read<const L: usize>(self, x: &[f64], i: usize) -> [f64; L] {
        let x = &x[self.at(i)..];
        match self.step {
            0 => [x[0]; L],
            1 => *x.first_chunk().expect("as many variables as elements"),
            2 => apart::<2, L>(x),
            4 => apart::<4, L>(x),
            step => from_fn(|l| x[step * l]),
        }
    }

    /// Adds to the variables from the i-th on.
    #[inline]
    pub(super) fn add<const L: usize>(self, slopes: [f64; L], i: usize, g: &mut [f64]) {
        let g = &mut g[self.at(i)..];
        match self.step {
            0 => g[0] += total(slopes),
            1 => g[..L].iter_mut().zip(slopes).for_each(|(g, slope)| *g += slope),
            2 => add_apart::<2, L>(slopes, g),
            4 => add_apart::<4, L>(slopes, g),
            step => g.iter_mut().step_by(step).zip(slopes).for_each(|(g, slope)| *g += slope),
        }
    }
}

/// Every `S`-th of x.
#[inline]
fn apart<const S: usize, const L: usize>(x: &[f64]) -> [f64; L] {
    let x = &x[..=S * (L - 1)];
    from_fn(|l| x[S * l])
}

/// Adds to every `S`-th of g.
#[inline]
fn add_apart<const S: usize, const L: usize>(slopes: [f64; L], g: &mut [f64]) {
    let g = &mut g[..=S * (L - 1)];
    for l in 0..L {
        g[S * l] += slopes[l];
    }
}

/// The sum of a power of two of terms, by halves.
#[inline]
fn total<const L: usize>(mut terms: [f64; L]) -> f64 {
    let mut half = L / 2;
    while half > 0 {
        for l in 0..half {
            terms[l] += terms[l + half];
        }
        half /= 2;
    }
    terms[0]
}

/// Elements of one formula; the i-th reads the i-th of each of its variables.
#[derive(Clone, Copy, Debug)]
pub struct Elements<const E: usize> {
    pub(super) kind: usize,
    pub(super) first: usize,
    pub(super) count: usize,
    pub(super) variables: [Steps; E],
}

impl<const E: usize> Elements<E> {
    /// So many elements of a kind. One that reads fewer than `E` variables repeats any of them.
    pub const fn new(kind: usize, count: usize, variables: [Steps; E]) -> Self {
        Self { kind, first: 0, count, variables }
    }

    /// The same, numbered from `first` on.
    #[must_use]
    pub const fn from(self, first: usize) -> Self {
        Self { first, ..self }
    }

    /// Whether their variables have these steps.
    pub(super) fn steps_are(&self, steps: &[usize; E]) -> bool {
        self.variables.iter().zip(steps).all(|(variable, step)| variable.step == *step)
    }

    /// The same elements where they are of this kind and have these steps: what the compiler then knows too.
    #[inline]
    pub(super) fn known(&self, kind: usize, steps: &[usize; E]) -> Self {
        Self { kind, variables: from_fn(|k| every(steps[k], self.variables[k].first)), ..*self }
    }

    /// The i-th as it is given to the function.
    fn get(&self, i: usize) -> Element<E> {
        Element { kind: self.kind, number: self.first + i, variables: self.variables.map(|steps| steps.at(i)) }
    }
}

/// One element: its formula, its number and the variables it reads.
#[derive(Clone, Copy)]
pub(super) struct Element<const E: usize> {
    pub(super) kind: usize,
    pub(super) number: usize,
    pub(super) variables: [usize; E],
}

/// A sum of groups of one formula γ.
#[derive(Clone, Debug)]
pub struct Sum<const E: usize> {
    pub(super) parts: Vec<Elements<E>>,
    /// All elements are in one group.
    pub(super) whole: bool,
}

/// A sum of each kind over so many sets of variables, each set a `step` behind the one before.
pub(super) fn sets<const K: usize>(reads: [[usize; 2]; K], step: usize, count: usize) -> Vec<Sum<2>> {
    let sum = |(kind, reads): (usize, [usize; 2])| Sum::of(kind, count, reads.map(|offset| every(step, offset)));
    reads.into_iter().enumerate().map(sum).collect()
}

impl<const E: usize> Sum<E> {
    /// Σᵢ γ(sᵢ) over so many elements of a kind.
    pub fn of(kind: usize, count: usize, variables: [Steps; E]) -> Self {
        Self::rows(vec![Elements::new(kind, count, variables)])
    }

    /// Σᵢ γ(sᵢ + tᵢ + …) over as many elements of each part.
    pub fn rows(parts: Vec<Elements<E>>) -> Self {
        debug_assert!(parts.iter().all(|part| part.count == parts[0].count), "rows of equal length");
        Self { parts, whole: false }
    }

    /// γ(Σᵢ sᵢ + Σᵢ tᵢ + …).
    pub fn whole(parts: Vec<Elements<E>>) -> Self {
        Self { parts, whole: true }
    }

    /// The kind of the group is that of the first of its elements.
    pub(super) fn kind(&self) -> usize {
        self.parts[0].kind
    }

    pub(super) fn groups(&self) -> usize {
        if self.whole { 1 } else { self.parts[0].count }
    }

    /// The elements of a group.
    pub(super) fn members(&self, group: usize) -> impl Iterator<Item = Element<E>> + Clone {
        self.parts.iter().flat_map(move |part| {
            let own = if self.whole { 0..part.count } else { group..group + 1 };
            own.map(|i| part.get(i))
        })
    }
}

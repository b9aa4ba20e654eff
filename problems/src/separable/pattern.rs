//! The sparse Hessian of a partially separable function: where its entries are, and where each element adds.

use std::cell::RefCell;

/// The lower triangle of the Hessian of a sum of groups of elements with at most `E` variables.
pub(super) struct Pattern<const E: usize> {
    /// (row, column), sorted, row ≥ column.
    pub(super) entries: Vec<(usize, usize)>,
    /// Group by group, the entry of every pair of the variables it reads, as a packed lower triangle.
    slots: Vec<u32>,
    /// Number of variables each group reads.
    widths: Vec<u32>,
    /// Element by element in the order of the groups: its variables, counted within its group.
    places: Vec<[u32; E]>,
    /// ∇s of a group over its own variables.
    slopes: RefCell<Vec<f64>>,
}

impl<const E: usize> Pattern<E> {
    /// The variables of each element of each group.
    pub(super) fn of<G: Iterator<Item = [usize; E]> + Clone>(groups: impl Iterator<Item = G> + Clone) -> Self {
        let read = |members: G, into: &mut Vec<usize>| {
            into.clear();
            into.extend(members.flatten());
            into.sort_unstable();
            into.dedup();
        };
        let mut own = Vec::new();
        let (mut entries, mut widths, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for members in groups.clone() {
            read(members.clone(), &mut own);
            widths.push(own.len() as u32);
            let place = |i: usize| own.binary_search(&i).expect("a variable of the group") as u32;
            places.extend(members.map(|variables| variables.map(place)));
            entries.extend(triangle(&own));
        }
        entries.sort_unstable();
        entries.dedup();
        let mut slots = Vec::new();
        for members in groups {
            read(members, &mut own);
            let slot = |pair| entries.binary_search(&pair).expect("an entry of the pattern") as u32;
            slots.extend(triangle(&own).map(slot));
        }
        let widest = widths.iter().copied().max().unwrap_or(0) as usize;
        Self { entries, slots, widths, places, slopes: RefCell::new(vec![0.0; widest]) }
    }

    /// Adds up the entries, elements and groups in their order.
    pub(super) fn filling<'a>(&'a self, values: &'a mut [f64]) -> Filling<'a, E> {
        Filling { pattern: self, values, group: 0, element: 0, slot: 0 }
    }
}

/// The pairs i ≥ j of sorted indices.
fn triangle(sorted: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    sorted.iter().enumerate().flat_map(move |(k, &i)| sorted[..=k].iter().map(move |&j| (i, j)))
}

/// The entry (a, b) of a packed lower triangle.
fn packed(a: usize, b: usize) -> usize {
    let (row, column) = (a.max(b), a.min(b));
    row * (row + 1) / 2 + column
}

/// A Hessian while its entries are added up.
pub(super) struct Filling<'a, const E: usize> {
    pattern: &'a Pattern<E>,
    values: &'a mut [f64],
    group: usize,
    element: usize,
    slot: usize,
}

impl<const E: usize> Filling<'_, E> {
    /// Adds γ′ ∇²sₑ of the next element, and remembers ∇sₑ.
    pub(super) fn add_element(&mut self, weight: f64, slopes: &[f64; E], second: &[[f64; E]; E]) {
        let places = self.pattern.places[self.element].map(|place| place as usize);
        let slots = &self.pattern.slots[self.slot..];
        let mut own = self.pattern.slopes.borrow_mut();
        for k in 0..E {
            own[places[k]] += slopes[k];
            for l in 0..=k {
                // A variable that is read twice has both mixed derivatives on the diagonal.
                let twice = if k != l && places[k] == places[l] { 2.0 } else { 1.0 };
                self.values[slots[packed(places[k], places[l])] as usize] += twice * weight * second[l][k];
            }
        }
        self.element += 1;
    }

    /// Adds γ″ ∇s∇sᵀ of the group whose elements have been added.
    pub(super) fn close_group(&mut self, weight: f64) {
        let width = self.pattern.widths[self.group] as usize;
        let mut own = self.pattern.slopes.borrow_mut();
        let slots = &self.pattern.slots[self.slot..];
        for a in 0..width {
            for b in 0..=a {
                self.values[slots[packed(a, b)] as usize] += weight * own[a] * own[b];
            }
        }
        own[..width].fill(0.0);
        self.slot += width * (width + 1) / 2;
        self.group += 1;
    }
}

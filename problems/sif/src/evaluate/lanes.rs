//! Indices and numbers of many terms a block of lanes at a time, without memory where the lanes of a block are alike.

use crate::fortran::{LANES, Lanes};

/// The indices of a block.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// All the same.
    Same(u32),
    /// i, i + 1, i + 2, ….
    Run(u32),
    /// Whatever stands at this place of the pool.
    Any(u32),
}

/// Blocks of indices into a vector.
#[derive(Debug, Clone, Default)]
pub(super) struct Indices {
    places: Vec<Place>,
    pool: Vec<[u32; LANES]>,
}

impl Indices {
    /// Adds a block of at least one and at most `LANES` indices.
    pub(super) fn push(&mut self, indices: &[u32]) {
        let first = indices[0];
        let place = if indices.iter().all(|&i| i == first) {
            Place::Same(first)
        } else if indices.iter().zip(first..).all(|(&i, expected)| i == expected) {
            Place::Run(first)
        } else {
            let mut lanes = [indices[indices.len() - 1]; LANES];
            lanes[..indices.len()].copy_from_slice(indices);
            self.pool.push(lanes);
            Place::Any(self.pool.len() as u32 - 1)
        };
        self.places.push(place);
    }

    /// The index of a lane of a block.
    pub(super) fn get(&self, block: usize, lane: usize) -> u32 {
        match self.places[block] {
            Place::Same(i) => i,
            Place::Run(i) => i + lane as u32,
            Place::Any(at) => self.pool[at as usize][lane],
        }
    }

    /// to ← from at the indices of a block; the lanes beyond `live` repeat one of its numbers.
    pub(super) fn load(&self, block: usize, live: usize, from: &[f64], to: &mut Lanes) {
        match self.places[block] {
            Place::Same(i) => *to = [from[i as usize]; LANES],
            Place::Run(i) => {
                let i = i as usize;
                if let Some(run) = from.get(i..i + LANES).and_then(|run| run.first_chunk::<LANES>()) {
                    *to = *run;
                } else {
                    *to = [from[i]; LANES];
                    to[..live].copy_from_slice(&from[i..i + live]);
                }
            }
            Place::Any(at) => {
                let indices = &self.pool[at as usize];
                for lane in 0..LANES {
                    to[lane] = from[indices[lane] as usize];
                }
            }
        }
    }

    /// to at the indices of a block += factor · numbers, for the first `live` lanes.
    pub(super) fn add(&self, block: usize, live: usize, numbers: Lane<'_>, factor: Factor<'_>, to: &mut [f64]) {
        let scale = factor.scale;
        match (numbers, factor.lanes) {
            (Lane::Same(a), None) => self.add_each(block, live, |_| scale * a, to),
            (Lane::Same(a), Some(b)) => self.add_each(block, live, |lane| scale * a * b[lane], to),
            (Lane::Each(a), None) if factor.is_one() => self.add_each(block, live, |lane| a[lane], to),
            (Lane::Each(a), None) => self.add_each(block, live, |lane| scale * a[lane], to),
            (Lane::Each(a), Some(b)) => self.add_each(block, live, |lane| scale * a[lane] * b[lane], to),
        }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for each kind of number, not a call for each lane")]
    fn add_each(&self, block: usize, live: usize, number: impl Fn(usize) -> f64, to: &mut [f64]) {
        match self.places[block] {
            Place::Same(i) => to[i as usize] += sum(live, number),
            Place::Run(i) => {
                let to = &mut to[i as usize..i as usize + live];
                if let Some(to) = to.first_chunk_mut::<LANES>() {
                    (0..LANES).for_each(|lane| to[lane] += number(lane));
                } else {
                    to.iter_mut().enumerate().for_each(|(lane, to)| *to += number(lane));
                }
            }
            Place::Any(at) => {
                let indices = &self.pool[at as usize];
                for (lane, &i) in indices.iter().enumerate().take(live) {
                    to[i as usize] += number(lane);
                }
            }
        }
    }

    /// to at the indices of a block ← numbers, for the first `live` lanes.
    pub(super) fn set(&self, block: usize, live: usize, numbers: Lane<'_>, to: &mut [f64]) {
        match (self.places[block], numbers) {
            (Place::Run(i), Lane::Same(number)) => to[i as usize..i as usize + live].fill(number),
            (Place::Run(i), Lane::Each(numbers)) => {
                to[i as usize..i as usize + live].copy_from_slice(&numbers[..live]);
            }
            (_, Lane::Same(number)) => (0..live).for_each(|lane| to[self.get(block, lane) as usize] = number),
            (_, Lane::Each(numbers)) => {
                (0..live).for_each(|lane| to[self.get(block, lane) as usize] = numbers[lane]);
            }
        }
    }

    /// What the terms of a block are multiplied by: a number for each index from `factor`, times `weights`. Where it
    /// must be put together, that happens in `room`.
    pub(super) fn factor<'a>(
        &self,
        (block, live): (usize, usize),
        factor: &'a [f64],
        weights: &'a Numbers,
        room: &'a mut Lanes,
    ) -> Factor<'a> {
        let weight = weights.factor(block);
        match (self.places[block], weight.lanes) {
            (Place::Same(i), _) => Factor { scale: weight.scale * factor[i as usize], lanes: weight.lanes },
            (Place::Run(i), None) if live == LANES => {
                Factor { scale: weight.scale, lanes: factor[i as usize..].first_chunk() }
            }
            _ => {
                self.load(block, live, factor, room);
                if let Some(lanes) = weight.lanes {
                    room.iter_mut().zip(lanes).for_each(|(to, lane)| *to *= lane);
                }
                Factor { scale: weight.scale, lanes: Some(room) }
            }
        }
    }
}

/// A number for each lane of a block.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lane<'a> {
    /// The same for all.
    Same(f64),
    /// One for each.
    Each(&'a Lanes),
}

/// scale · lanes, what a block is multiplied by; `None` for ones.
#[derive(Debug, Clone, Copy)]
pub(super) struct Factor<'a> {
    pub(super) scale: f64,
    pub(super) lanes: Option<&'a Lanes>,
}

impl Factor<'_> {
    /// 1.
    pub(super) const ONE: Self = Self { scale: 1.0, lanes: None };

    fn is_one(self) -> bool {
        self.lanes.is_none() && self.scale.to_bits() == 1_f64.to_bits()
    }

    /// to ← factor · numbers.
    pub(super) fn times(self, numbers: Lane<'_>, to: &mut Lanes) {
        let scale = self.scale;
        match (numbers, self.lanes) {
            (Lane::Same(a), None) => *to = [scale * a; LANES],
            (Lane::Same(a), Some(b)) => (0..LANES).for_each(|lane| to[lane] = scale * a * b[lane]),
            (Lane::Each(a), None) => (0..LANES).for_each(|lane| to[lane] = scale * a[lane]),
            (Lane::Each(a), Some(b)) => (0..LANES).for_each(|lane| to[lane] = scale * a[lane] * b[lane]),
        }
    }
}

/// Σ of the first `live` numbers, in eight sums.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for each kind of number, not a call for each lane")]
fn sum(live: usize, number: impl Fn(usize) -> f64) -> f64 {
    let mut sums = [0.0; 8];
    let whole = live.min(LANES) / 8 * 8;
    for lane in (0..whole).step_by(8) {
        sums.iter_mut().enumerate().for_each(|(k, sum)| *sum += number(lane + k));
    }
    sums.iter().sum::<f64>() + (whole..live).map(number).sum::<f64>()
}

/// The numbers of a block.
#[derive(Debug, Clone, Copy)]
enum Number {
    Same(f64),
    Any(u32),
}

/// Blocks of numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    numbers: Vec<Number>,
    pool: Vec<Lanes>,
}

impl Numbers {
    /// Adds a block of at least one and at most `LANES` numbers.
    pub(super) fn push(&mut self, numbers: &[f64]) {
        let first = numbers[0];
        let number = if numbers.iter().all(|number| number.to_bits() == first.to_bits()) {
            Number::Same(first)
        } else {
            let mut lanes = [first; LANES];
            lanes[..numbers.len()].copy_from_slice(numbers);
            self.pool.push(lanes);
            Number::Any(self.pool.len() as u32 - 1)
        };
        self.numbers.push(number);
    }

    /// to ← the numbers of a block.
    pub(super) fn load(&self, block: usize, to: &mut Lanes) {
        *to = match self.numbers[block] {
            Number::Same(number) => [number; LANES],
            Number::Any(at) => self.pool[at as usize],
        };
    }

    /// The numbers of a block as a factor.
    pub(super) fn factor(&self, block: usize) -> Factor<'_> {
        match self.numbers[block] {
            Number::Same(scale) => Factor { scale, lanes: None },
            Number::Any(at) => Factor { scale: 1.0, lanes: Some(&self.pool[at as usize]) },
        }
    }
}

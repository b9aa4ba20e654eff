//! What COCO draws for an instance: uniform and Gaussian numbers, optima, rotations, permutations.

use super::chain::{Blocks, Step};
use std::f64::consts::TAU;

/// Which of COCO's suites a function belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// `bbob`: full rotations.
    Full,
    /// `bbob-largescale`: permuted block-diagonal rotations.
    Blocks,
}

/// The largest block of a rotation in `bbob-largescale`; permutations begin beyond as many variables.
const BLOCK: usize = 40;

/// The draws of one function, dimension and instance.
pub(super) struct Draw {
    pub(super) n: usize,
    pub(super) layout: Layout,
    seed: u64,
    optimum: f64,
}

/// COCO's seeds of what is drawn apart differ by this.
const MILLION: u64 = 1_000_000;

impl Draw {
    pub(super) fn new(function: u64, n: usize, instance: u64, layout: Layout) -> Self {
        // f4 and f18 share the draws of f3 and f17.
        let seed_of = match function {
            4 => 3,
            18 => 17,
            other => other,
        };
        let seed = seed_of + 10_000 * instance;
        let (a, b) = (gaussian(1, seed)[0], gaussian(1, seed + 1)[0]);
        let optimum = ((10_000.0 * a / b + 0.5).floor() / 100.0).clamp(-1000.0, 1000.0);
        Self { n, layout, seed, optimum }
    }

    /// fᵒᵖᵗ, in hundredths within [−1000, 1000].
    pub(super) fn optimum(&self) -> f64 {
        self.optimum
    }

    /// xᵒᵖᵗ in ten-thousandths of [−4, 4]ⁿ; `seed` in millions.
    pub(super) fn solution(&self, seed: u64) -> Vec<f64> {
        let place = |u: f64| {
            let x = 8.0 * (1e4 * u).floor() / 1e4 - 4.0;
            if x == 0.0 { -1e-5 } else { x }
        };
        uniform(self.n, self.seed + seed * MILLION).into_iter().map(place).collect()
    }

    /// Numbers in (0, 1) with the seed moved by `offset`.
    pub(super) fn uniform(&self, len: usize, offset: u64) -> Vec<f64> {
        uniform(len, self.seed + offset)
    }

    /// −1 or 1 by the sign of a Gaussian number.
    pub(super) fn gaussian_signs(&self) -> Vec<f64> {
        gaussian(self.n, self.seed).into_iter().map(|g| if g < 0.0 { -1.0 } else { 1.0 }).collect()
    }

    /// −1 or 1 by the half of (0, 1) a uniform number is in.
    pub(super) fn uniform_signs(&self) -> Vec<f64> {
        uniform(self.n, self.seed).into_iter().map(|u| if u < 0.5 { -1.0 } else { 1.0 }).collect()
    }

    /// The rotation of a seed in millions: one block, or blocks of at most 40.
    pub(super) fn rotation(&self, seed: u64) -> Blocks {
        let size = match self.layout {
            Layout::Full => self.n,
            Layout::Blocks => self.n.min(BLOCK),
        };
        let sizes = (0..self.n).step_by(size).map(|first| size.min(self.n - first));
        let block = |(i, size)| rotation(size, self.seed + (seed + i as u64) * MILLION);
        Blocks::new(size, sizes.enumerate().map(block).collect())
    }

    /// A rotation between its two permutations, all by their seeds in millions.
    pub(super) fn turn(&self, rotation: u64, permutations: [u64; 2]) -> Vec<Step> {
        let rotation = Step::Rotate(self.rotation(rotation));
        if self.layout == Layout::Full || self.n <= BLOCK {
            return vec![rotation];
        }
        let [before, after] = permutations.map(|seed| Step::Permute(self.swaps(seed)));
        vec![before, rotation, after]
    }

    /// n swaps, each at most n/3 apart, of the variables in a random order.
    fn swaps(&self, seed: u64) -> Vec<usize> {
        let (n, range, seed) = (self.n, self.n / 3, self.seed + seed * MILLION);
        let mut permutation: Vec<usize> = (0..n).collect();
        for (k, i) in order(&uniform(n, seed)).into_iter().enumerate() {
            let (low, high) = (i.saturating_sub(range), (i + range).min(n - 1));
            let u = uniform(1, seed + 1000 * (1 + k as u64))[0];
            let j = low + (u * (high - low) as f64) as usize;
            permutation.swap(i, if j >= i { j + 1 } else { j });
        }
        permutation
    }

    /// αʳ with r = i/(n − 1), i from 0.
    pub(super) fn powers(&self, alpha: f64) -> Vec<f64> {
        (0..self.n).map(|i| alpha.powf(self.part(i))).collect()
    }

    /// i/(n − 1).
    pub(super) fn part(&self, i: usize) -> f64 {
        i as f64 / (self.n as f64 - 1.0)
    }

    /// x with the rotation between its two permutations taking it to `z`.
    pub(super) fn turned_back(&self, z: &[f64], rotation: u64, permutations: [u64; 2]) -> Vec<f64> {
        self.turn(rotation, permutations).iter().rev().fold(z.to_vec(), |z, step| match step {
            Step::Rotate(b) => b.transposed(&z),
            Step::Permute(p) => p.iter().zip(&z).fold(vec![0.0; z.len()], |mut x, (&p, &z)| {
                x[p] = z;
                x
            }),
            _ => z,
        })
    }

    /// Whether the suite is the large one.
    pub(super) fn large(&self) -> bool {
        self.layout == Layout::Blocks
    }

    /// How many axes of the discus, the cigar and the ridge are special: 1, of large problems 1 in 40.
    pub(super) fn axes(&self) -> usize {
        match self.layout {
            Layout::Full => 1,
            Layout::Blocks => self.n.div_ceil(40),
        }
    }

    /// The factor of large problems: min(1, 40/n).
    pub(super) fn norm(&self) -> f64 {
        match self.layout {
            Layout::Full => 1.0,
            Layout::Blocks => (40.0 / self.n as f64).min(1.0),
        }
    }

    /// The scale max(1, √n/8) of the Rosenbrock functions, n that of a block.
    pub(super) fn widening(&self) -> f64 {
        let n = match self.layout {
            Layout::Full => self.n,
            Layout::Blocks => self.n.min(BLOCK),
        };
        ((n as f64).sqrt() / 8.0).max(1.0)
    }
}

/// The indices in the order of their values.
pub(super) fn order(values: &[f64]) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..values.len()).collect();
    indices.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    indices
}

/// BBOB 2009's generator: a ← 16807 a mod (2³¹ − 1) by Schrage, shuffled through 32 places.
fn uniform(len: usize, seed: u64) -> Vec<f64> {
    const MODULUS: i64 = 2_147_483_647;
    let next = |a: i64| {
        let high = a.div_euclid(127_773);
        let a = 16_807 * (a - high * 127_773) - 2_836 * high;
        if a < 0 { a + MODULUS } else { a }
    };
    let mut a = seed.max(1).cast_signed();
    let mut table = [0; 32];
    for i in (0..40).rev() {
        a = next(a);
        if i < 32 {
            table[i] = a;
        }
    }
    let mut last = table[0];
    let draw = |_| {
        a = next(a);
        last = std::mem::replace(&mut table[(last / 67_108_865) as usize], a);
        if last == 0 { 1e-99 } else { last as f64 / MODULUS as f64 }
    };
    (0..len).map(draw).collect()
}

/// By Box and Muller, from the first and the second half of 2 N uniform numbers.
fn gaussian(len: usize, seed: u64) -> Vec<f64> {
    let u = uniform(2 * len, seed);
    let (radii, angles) = u.split_at(len);
    let normal = |(r, t): (&f64, &f64)| {
        let g = (-2.0 * r.ln()).sqrt() * (TAU * t).cos();
        if g == 0.0 { 1e-99 } else { g }
    };
    radii.iter().zip(angles).map(normal).collect()
}

/// Columns of Gaussian numbers made orthonormal by Gram and Schmidt, column-major.
fn rotation(n: usize, seed: u64) -> Vec<f64> {
    let mut b = gaussian(n * n, seed);
    for i in 0..n {
        let (done, rest) = b.split_at_mut(n * i);
        let column = &mut rest[..n];
        for other in done.chunks_exact(n) {
            let product: f64 = column.iter().zip(other).map(|(c, o)| c * o).sum();
            column.iter_mut().zip(other).for_each(|(c, o)| *c -= product * o);
        }
        let norm = column.iter().map(|c| c * c).sum::<f64>().sqrt();
        for c in column {
            *c /= norm;
        }
    }
    b
}
